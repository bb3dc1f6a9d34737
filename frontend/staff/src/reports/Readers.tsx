import { type FormEvent, useState } from 'react'
import { useMe } from '../accounts/session'
import type { ReportDetail } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'

/** Who reads it now, and handing it over to one of them. */
export function Readers({ row }: { row: ReportDetail }) {
  return (
    <section className="card stack" aria-labelledby="readers">
      <h2 id="readers">Who reads this</h2>
      <ul>
        {row.readers.map((each) => (
          <li key={each.id}>
            {each.name}
            {each.id === row.handler?.id && <span className="soft"> has it</span>}
          </li>
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <details>
          <summary>Hand it over</summary>
          <HandOver row={row} />
        </details>
      </WhileOpen>
    </section>
  )
}

function HandOver({ row }: { row: ReportDetail }) {
  const me = useMe()
  const others = row.readers.filter(({ id }) => id !== (row.handler?.id ?? me.id))
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const handing = useVerb(row.id, verbs(row.id).handOver, 'Handed over.')
  useTyped(reason !== '')
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
      <WordsField label="Why, and what they should know" rows={2} value={reason} onChange={setReason} />
      <button type="submit" disabled={handing.isPending}>
        Hand it over
      </button>
    </form>
  )
}
