import { type FormEvent, useState } from 'react'
import type { BreachDecision, BreachDetail } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { asLocal, instant } from '../parts/wording'
import { useVerb, verbs } from './queries'
import { DECISIONS } from './words'

/** Whether the regulator is told, why, and when that was done. */
export function Deciding({ row, mayWork }: { row: BreachDetail; mayWork: boolean }) {
  return (
    <section className="card stack" aria-labelledby="regulator">
      <h2 id="regulator">The regulator</h2>
      {row.decision === null && (
        <p>
          The regulator has to be told unless it is unlikely that anybody’s rights are at risk (UK GDPR,
          article 33). Write down why, either way.
        </p>
      )}
      {row.decision && (
        <p>
          <strong>{DECISIONS[row.decision]}.</strong> {row.reason}
        </p>
      )}
      {row.told_regulator_at && (
        <p>
          Told {instant(row.told_regulator_at)}
          {row.regulator_reference && `, reference ${row.regulator_reference}`}.
        </p>
      )}
      {mayWork && row.decision === 'report' && row.told_regulator_at === null && <Told row={row} />}
      {mayWork && row.decision === null && <DecisionForm row={row} />}
      {mayWork && row.decision && (
        <details>
          <summary>Decide anew</summary>
          <DecisionForm row={row} />
        </details>
      )}
    </section>
  )
}

function DecisionForm({ row }: { row: BreachDetail }) {
  const [decision, setDecision] = useState<BreachDecision | null>(null)
  const [reason, setReason] = useState('')
  const deciding = useVerb(row.id, verbs(row.id).decide, 'Your decision is noted.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (decision) deciding.mutate({ decision, reason }, { onSuccess: () => setReason('') })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {deciding.isError && <ProblemNotice thrown={deciding.error} />}
      <fieldset>
        <legend>Your decision</legend>
        {(Object.keys(DECISIONS) as BreachDecision[]).map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name="decision"
              required
              checked={decision === each}
              onChange={() => setDecision(each)}
            />
            <span>{DECISIONS[each]}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Why" hint="It stays in the record under your name.">
        <textarea
          required
          rows={3}
          maxLength={3000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" className="primary" disabled={deciding.isPending}>
        Decide
      </button>
    </form>
  )
}

function Told({ row }: { row: BreachDetail }) {
  const [at, setAt] = useState(() => asLocal(new Date()))
  const [reference, setReference] = useState('')
  const telling = useVerb(row.id, verbs(row.id).toldRegulator, 'Noted.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    telling.mutate({ at: new Date(at).toISOString(), reference })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {telling.isError && <ProblemNotice thrown={telling.error} />}
      <Field label="When it was told" wrong={fieldProblem(telling.error, 'at')}>
        <input type="datetime-local" required value={at} onChange={({ target }) => setAt(target.value)} />
      </Field>
      <Field label="Its reference" hint="If it gave one.">
        <input maxLength={100} value={reference} onChange={({ target }) => setReference(target.value)} />
      </Field>
      <button type="submit" className="primary" disabled={telling.isPending}>
        The regulator was told
      </button>
    </form>
  )
}
