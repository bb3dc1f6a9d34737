import { type FormEvent, useState } from 'react'
import { useMe } from '../accounts/session'
import type { ReportDetail } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useVerb, verbs } from './queries'

/** Who reads it now, handing it over, and writing to who reported. */
export function Readers({ row }: { row: ReportDetail }) {
  const replying = useVerb(row.id, verbs(row.id).reply, 'They read it when they come back.')
  return (
    <section className="card stack" aria-labelledby="readers">
      <h2 id="readers">Who reads this</h2>
      <ul>
        {row.readers.map((each) => (
          <li key={each.id}>{each.name}</li>
        ))}
      </ul>
      {!row.closed_at && (
        <>
          <details>
            <summary>Hand it over</summary>
            <HandOver row={row} />
          </details>
          <details>
            <summary>Write to who reported</summary>
            <TextForm
              label="Your answer"
              hint="They read it with their reference and secret. Name no other child."
              button="Answer the reporter"
              verb={replying}
            />
          </details>
        </>
      )}
    </section>
  )
}

function HandOver({ row }: { row: ReportDetail }) {
  const me = useMe()
  const others = row.readers.filter(({ id }) => id !== (row.handler?.id ?? me.id))
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const handing = useVerb(row.id, verbs(row.id).handOver, 'Handed over.')
  if (others.length === 0) return <p>Nobody else reads this report.</p>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    handing.mutate({ to, reason }, { onSuccess: () => setReason('') })
  }
  return (
    <form onSubmit={submit}>
      {handing.isError && <ProblemNotice thrown={handing.error} />}
      <Field label="To whom">
        <select required value={to} onChange={({ target }) => setTo(target.value)}>
          <option value="">Choose</option>
          {others.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Why, and what they should know">
        <textarea
          required
          rows={2}
          maxLength={4000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" disabled={handing.isPending}>
        Hand it over
      </button>
    </form>
  )
}
