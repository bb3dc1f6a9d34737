import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { ConflictDetail, ConflictRow, Settling } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { METHODS, SAID } from '../consent/answers'
import { usePurposeNames } from '../consent/queries'

/** Every child about whom two who can agree have said different things (C6). */
export function ConflictsPage() {
  useTitle('Answers that differ')
  const conflicts = useQuery({
    queryKey: ['conflicts'],
    queryFn: () => answer(api.GET('/api/conflicts')),
  })
  return (
    <>
      <h1>Answers that differ</h1>
      <p className="lead">
        Two people who can agree have answered differently. Until that is settled it is a no{' '}
        <RuleLink id="C6" />.
      </p>
      <Loaded query={conflicts}>
        {(rows) =>
          rows.length === 0 ? <p className="card">No answers differ.</p> : <Conflicts rows={rows} />
        }
      </Loaded>
    </>
  )
}

function Conflicts({ rows }: { rows: readonly ConflictRow[] }) {
  const purposeName = usePurposeNames()
  return (
    <div className="tablebox card">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Class</th>
            <th scope="col">Purpose</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.child_id} ${row.purpose} ${row.event?.id}`}>
              <th scope="row">
                <Link to="/children/$childId" params={{ childId: row.child_id }}>
                  {row.name}
                </Link>
              </th>
              <td>{row.class_name ?? '–'}</td>
              <td>
                {purposeName(row.purpose)}
                {row.event && <div className="soft">only {row.event.name}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** On a child's page: who said what about what is open, what to do next, and what was done. Nothing where nothing is open. */
export function SettlingPanel({ childId }: { childId: string }) {
  const settling = useQuery({
    queryKey: ['settling', 'child', childId],
    queryFn: () =>
      answer(api.GET('/api/children/{child_id}/settling', { params: { path: { child_id: childId } } })),
  }).data
  if (!settling || (settling.open.length === 0 && settling.notes.length === 0)) return null
  return (
    <section className="card" aria-labelledby="settling-heading">
      <h2 id="settling-heading">Answers that differ</h2>
      {settling.open.length === 0 && <p>All of it is settled.</p>}
      {settling.open.map((open) => (
        <OpenConflict key={`${open.purpose} ${open.event?.id}`} childId={childId} open={open} />
      ))}
      {settling.open.length > 0 && <Steps steps={settling.steps} />}
      <Notes notes={settling.notes} />
    </section>
  )
}

function OpenConflict({ childId, open }: { childId: string; open: ConflictDetail }) {
  const purposeName = usePurposeNames()
  const [mayRecord, mayAsk] = [useMay('answer:record'), useMay('round:run')]
  return (
    <article className="notice" data-tone="warn">
      <h3>
        {purposeName(open.purpose)}
        {open.event && `, only ${open.event.name}`}
      </h3>
      <ul>
        {open.sayings.map((saying) => (
          <li key={saying.by.id}>
            <strong>{saying.by.name}</strong>: {SAID[saying.said]}, {METHODS[saying.method]},{' '}
            {instant(saying.at)}
          </li>
        ))}
      </ul>
      <details>
        <summary>A message for either of them</summary>
        <p>{open.message}</p>
        <p className="row">
          <CopyButton text={open.message} what="the message" />
          <span className="soft">It tells neither of them about the other.</span>
        </p>
      </details>
      {mayAsk && <AskAgain childId={childId} open={open} />}
      {mayRecord && <NoteForm childId={childId} purpose={open.purpose} />}
    </article>
  )
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <details>
      <summary>How to settle it</summary>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="soft">A new answer is written down under ‘Record an answer’.</p>
    </details>
  )
}

/** Sends everybody who can answer for the child the same question again, as any other round. */
function AskAgain({ childId, open }: { childId: string; open: ConflictDetail }) {
  const toast = useToast()
  const asking = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/rounds', {
          body: {
            name: 'Asked again',
            scope: { kind: 'children', child_ids: [childId] },
            purposes: [open.purpose],
            event_id: open.event?.id ?? null,
          },
        }),
      ),
    onSuccess: () => toast('Everybody who can answer is asked again.'),
  })
  return (
    <>
      {asking.isError && <ProblemNotice thrown={asking.error} />}
      <p>
        <button
          type="button"
          className="small"
          disabled={asking.isPending || asking.isSuccess}
          onClick={() => asking.mutate()}
        >
          {asking.isSuccess ? 'Asked again' : 'Ask both again'}
        </button>
      </p>
    </>
  )
}

function NoteForm({ childId, purpose }: { childId: string; purpose: string }) {
  const [note, setNote] = useState('')
  const queries = useQueryClient()
  const noting = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/children/{child_id}/settlements', {
          params: { path: { child_id: childId } },
          body: { purpose, note },
        }),
      ),
    onSuccess: (settling) => {
      setNote('')
      queries.setQueryData(['settling', 'child', childId], settling)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    noting.mutate()
  }
  return (
    <form onSubmit={submit}>
      {noting.isError && <ProblemNotice thrown={noting.error} />}
      <Field label="Whom you spoke to, and what came of it">
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </Field>
      <button type="submit" disabled={noting.isPending}>
        Keep this note
      </button>
    </form>
  )
}

function Notes({ notes }: { notes: Settling['notes'] }) {
  const purposeName = usePurposeNames()
  if (notes.length === 0) return null
  return (
    <>
      <h3>What was done</h3>
      <ul className="plain stack">
        {notes.map((one) => (
          <li key={`${one.at} ${one.note}`}>
            {one.note}
            <div className="soft">
              {purposeName(one.purpose)} · {one.by.name}, {instant(one.at)}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
