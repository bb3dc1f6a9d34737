import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { WebsitePage } from '../api/types'
import { Badge } from '../parts/Badge'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { pagesQuery } from './queries'
import { pageState } from './words'

/** Which pages are looked at, and how that went. */
export function Pages() {
  const pages = useQuery(pagesQuery)
  return (
    <section aria-labelledby="pages">
      <div className="spread">
        <h2 id="pages">Pages</h2>
        {(pages.data?.length ?? 0) > 0 && <LookNow />}
      </div>
      <p>
        Give the pages that show pictures. Their pictures are looked at where they lie on the same websites;
        no other website is asked.
      </p>
      <Loaded query={pages}>
        {(rows) => (
          <>
            {rows.length === 0 && <p role="status">No page is looked at yet.</p>}
            {rows.map((row) => (
              <OnePage key={row.id} row={row} />
            ))}
          </>
        )}
      </Loaded>
      <NewPage />
    </section>
  )
}

function OnePage({ row }: { row: WebsitePage }) {
  return (
    <article className="card" aria-label={row.address}>
      <div className="spread">
        <p className="mono">
          <a href={row.address} target="_blank" rel="noreferrer">
            {row.address}
          </a>
        </p>
        <Badge state={pageState(row)} />
      </div>
      {row.problem_text && (
        <p className="notice" data-tone="bad">
          {row.problem_text}
        </p>
      )}
      <div className="spread">
        <p className="soft">
          {row.looked_at
            ? `Looked at ${instant(row.looked_at)}, ${count(row.pictures, 'picture')}`
            : 'Waiting for its first look'}
        </p>
        <EndPage row={row} />
      </div>
    </article>
  )
}

function EndPage({ row }: { row: WebsitePage }) {
  const refresh = useRefresh()
  const toast = useToast()
  const add = useMutation({ mutationFn: addPage, onSuccess: refresh })
  const ending = useMutation({
    mutationFn: () =>
      answer(api.DELETE('/api/websites/{page_id}', { params: { path: { page_id: row.id } } })),
    onSuccess: () => {
      toast('This page is not looked at any more.', { undo: () => add.mutate(row.address) })
      refresh()
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={ending.isPending} onClick={() => ending.mutate()}>
      Stop looking<span className="hidden"> at {row.address}</span>
    </button>
  )
}

function LookNow() {
  const toast = useToast()
  const looking = useMutation({
    mutationFn: () => answer(api.POST('/api/websites/look')),
    onSuccess: () => toast('The service looks now. What it finds appears here.'),
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" disabled={looking.isPending} onClick={() => looking.mutate()}>
      Look now
    </button>
  )
}

function NewPage() {
  const [address, setAddress] = useState('')
  const refresh = useRefresh()
  const adding = useMutation({
    mutationFn: addPage,
    onSuccess: () => {
      setAddress('')
      refresh()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(address)
  }
  return (
    <form className="card" onSubmit={submit}>
      <h3>Look at another page</h3>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <Field label="Its address" hint="Begins with https://." wrong={fieldProblem(adding.error, 'address')}>
        <input
          type="url"
          required
          maxLength={2000}
          value={address}
          onChange={({ target }) => setAddress(target.value)}
        />
      </Field>
      <button type="submit" className="primary" disabled={adding.isPending}>
        Look at this page
      </button>
    </form>
  )
}

function addPage(address: string) {
  return answer(api.POST('/api/websites', { body: { address } }))
}

function useRefresh() {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: ['websites'] })
}
