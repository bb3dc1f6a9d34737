import { type FormEvent, useState } from 'react'
import type { ReportDetail } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useVerb, verbs } from './queries'
import { KINDS, SEVERITIES } from './words'

type Severity = 'low' | 'medium' | 'high'

/** How serious it is: by whom, how severe, what the risk is now (M6). */
export function Triage({ row }: { row: ReportDetail }) {
  const isDone = row.severity !== 'not_set'
  return (
    <section className="card" aria-labelledby="triage">
      <h2 id="triage">
        How serious it is <RuleLink id="M6" />
      </h2>
      {isDone ? (
        <>
          <p>
            {KINDS[row.kind]}. Severity: {SEVERITIES[row.severity].toLowerCase()}.
          </p>
          <p>{row.risk_now}</p>
        </>
      ) : (
        <p>Nobody has said yet.</p>
      )}
      {!row.closed_at &&
        (isDone ? (
          <details>
            <summary>Weigh it up again</summary>
            <TriageForm row={row} />
          </details>
        ) : (
          <TriageForm row={row} />
        ))}
    </section>
  )
}

function TriageForm({ row }: { row: ReportDetail }) {
  const [kind, setKind] = useState(row.kind)
  const [severity, setSeverity] = useState<Severity | ''>(row.severity === 'not_set' ? '' : row.severity)
  const [risk, setRisk] = useState('')
  const weighing = useVerb(row.id, verbs(row.id).triage, 'Noted.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (severity) weighing.mutate({ kind, severity, risk_now: risk })
  }
  return (
    <form onSubmit={submit}>
      {weighing.isError && <ProblemNotice thrown={weighing.error} />}
      <Field label="Who did it">
        <select value={kind} onChange={({ target }) => setKind(target.value as typeof kind)}>
          {Object.entries(KINDS).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="How severe">
        <select required value={severity} onChange={({ target }) => setSeverity(target.value as Severity)}>
          <option value="">Choose</option>
          {(['low', 'medium', 'high'] as const).map((each) => (
            <option key={each} value={each}>
              {SEVERITIES[each]}
            </option>
          ))}
        </select>
      </Field>
      <Field label="The risk now, and why you think so">
        <textarea
          required
          rows={3}
          maxLength={4000}
          value={risk}
          onChange={({ target }) => setRisk(target.value)}
        />
      </Field>
      <button type="submit" disabled={weighing.isPending}>
        Note how serious it is
      </button>
    </form>
  )
}
