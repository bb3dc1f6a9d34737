import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { WebsiteFinding } from '../api/types'
import { Badge } from '../parts/Badge'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { findingsQuery } from './queries'
import { FOUND, TO_DO } from './words'

/** What isn't as it should be, and below it what was so. */
export function Findings() {
  const open = useQuery(findingsQuery(false))
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <Loaded query={open}>
        {(rows) => (
          <>
            {rows.length === 0 && <p role="status">Nothing is open.</p>}
            {rows.map((row) => (
              <OneFinding key={row.id} row={row} />
            ))}
          </>
        )}
      </Loaded>
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>Ended</summary>
        {isOpen && <Ended />}
      </details>
    </section>
  )
}

function Ended() {
  const ended = useQuery(findingsQuery(true))
  return (
    <Loaded query={ended}>
      {(rows) => (
        <>
          {rows.length === 0 && <p>None yet.</p>}
          {rows.map((row) => (
            <OneFinding key={row.id} row={row} />
          ))}
        </>
      )}
    </Loaded>
  )
}

function OneFinding({ row }: { row: WebsiteFinding }) {
  const mayView = useMay('photo:view')
  return (
    <article className="card stack" aria-label={`${FOUND[row.kind].words} on ${row.page_address}`}>
      <div className="row">
        <Badge state={FOUND[row.kind]} />
        <strong>{row.says}</strong>
      </div>
      <p className="mono">
        <a href={row.address} target="_blank" rel="noreferrer">
          {row.address}
        </a>
      </p>
      <p className="soft">
        On {row.page_address}. First seen {instant(row.found_at)}, last {instant(row.last_seen_at)}.
      </p>
      {row.photo_id && mayView && (
        <p>
          <Link to="/photos/$photoId" params={{ photoId: row.photo_id }}>
            Open our picture
          </Link>
        </p>
      )}
      {row.ended_at ? <HowItEnded row={row} /> : <ToDo row={row} />}
    </article>
  )
}

function HowItEnded({ row }: { row: WebsiteFinding }) {
  if (!row.ended_at) return null
  return (
    <p>
      Ended {instant(row.ended_at)}:{' '}
      {row.ended_by ? `${row.ended_by.name}: ‘${row.why_ended}’` : 'it was not there any more.'}
    </p>
  )
}

function ToDo({ row }: { row: WebsiteFinding }) {
  const [reason, setReason] = useState('')
  const ending = useEnding(row.id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ending.mutate(reason)
  }
  return (
    <>
      <p>{TO_DO[row.kind]}</p>
      <details>
        <summary>It needs nothing more</summary>
        <form onSubmit={submit}>
          {ending.isError && <ProblemNotice thrown={ending.error} />}
          <Field label="Why" hint="It stays under your name. This very finding doesn’t come again.">
            <input
              required
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </Field>
          <button type="submit" disabled={ending.isPending}>
            End this finding
          </button>
        </form>
      </details>
    </>
  )
}

function useEnding(findingId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (reason: string) =>
      answer(
        api.POST('/api/websites/findings/{finding_id}/end', {
          params: { path: { finding_id: findingId } },
          body: { reason },
        }),
      ),
    onSuccess: () => {
      toast('Ended, with your reason.')
      void queries.invalidateQueries({ queryKey: ['websites'] })
    },
  })
}
