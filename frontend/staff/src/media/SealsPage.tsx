import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMe } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Seal } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { inOneLine } from './SealDialog'

/** The leads' list of seals: when, who, why, and who agreed that each may end. Never a picture. */
export function SealsPage() {
  useTitle('Sealed pictures')
  const seals = useQuery({ queryKey: ['seals'], queryFn: () => answer(api.GET('/api/seals')) })
  return (
    <>
      <h1>Sealed pictures</h1>
      <p className="lead">
        Nobody can see a sealed picture, and nothing of it is removed. Two safeguarding leads end a seal, each
        with a reason. Only leads know that there are any.
      </p>
      <Loaded query={seals}>{(all) => <Seals seals={all} />}</Loaded>
    </>
  )
}

function Seals({ seals }: { seals: readonly Seal[] }) {
  const [held, ended] = [seals.filter((seal) => !seal.has_ended), seals.filter((seal) => seal.has_ended)]
  return (
    <>
      <p role="status">
        {held.length === 0
          ? 'No picture is sealed. To seal one that has to be kept as evidence, open it and choose ‘Seal…’ above it.'
          : `${count(held.length, 'picture')} sealed.`}
      </p>
      {held.map((seal) => (
        <OneSeal key={seal.id} seal={seal} />
      ))}
      {ended.length > 0 && (
        <details>
          <summary>{count(ended.length, 'seal')} ended</summary>
          {ended.map((seal) => (
            <OneSeal key={seal.id} seal={seal} />
          ))}
        </details>
      )}
    </>
  )
}

function OneSeal({ seal }: { seal: Seal }) {
  const me = useMe()
  const hasAgreed = seal.releases.some(({ by }) => by.id === me.id)
  return (
    <article className="card stack">
      <h2>Sealed on {instant(seal.at)}</h2>
      <p>
        By {seal.by.name}: ‘{seal.why}’
      </p>
      {seal.came_again > 0 && (
        <p>
          <strong>Uploaded again {count(seal.came_again, 'time')} since.</strong> The seal holds that too.
        </p>
      )}
      <p className="soft">
        Picture <code>{seal.photo_id}</code>
      </p>
      {seal.releases.length > 0 && (
        <ul>
          {seal.releases.map(({ by, at, reason }) => (
            <li key={by.id}>
              {by.name} agreed on {instant(at)} that it ends: ‘{reason}’
            </li>
          ))}
        </ul>
      )}
      {seal.has_ended && (
        <p>The seal has ended. Somebody has to count the people again before the picture can go out.</p>
      )}
      {!seal.has_ended && hasAgreed && <p role="status">Another safeguarding lead has to agree too.</p>}
      {!seal.has_ended && !hasAgreed && <Release seal={seal} />}
    </article>
  )
}

function Release({ seal }: { seal: Seal }) {
  const [reason, setReason] = useState('')
  const release = useRelease(seal.id)
  const isLast = seal.releases.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    release.mutate(inOneLine(reason))
  }
  return (
    <details>
      <summary>End this seal</summary>
      <form onSubmit={submit}>
        {release.isError && <ProblemNotice thrown={release.error} />}
        <Field
          label="Why may it end"
          hint={
            isLast
              ? 'Yours is the second word: the picture can be seen again at once.'
              : 'Yours is the first word: another lead has to agree too.'
          }
        >
          <textarea
            required
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <button type="submit" className="danger" disabled={release.isPending}>
          {isLast ? 'End the seal' : 'Agree that it ends'}
        </button>
      </form>
    </details>
  )
}

function useRelease(sealId: string) {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) =>
      answer(
        api.POST('/api/seals/{seal_id}/release', {
          params: { path: { seal_id: sealId } },
          body: { reason },
        }),
      ),
    onSuccess: (seal) => {
      toast(seal.has_ended ? 'The seal has ended.' : 'Noted. Another lead has to agree too.')
      for (const key of ['seals', 'photos']) void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}
