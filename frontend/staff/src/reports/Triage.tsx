import { type FormEvent, useState } from 'react'
import type { ReportDetail } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { TypedContext, useTyped, useTypedBelow } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'
import styles from './reports.module.css'
import { KINDS, SEVERITIES } from './words'

type Severity = 'low' | 'medium' | 'high'

/** How serious it is: by whom, how severe, what the risk is now (M6). */
export function Triage({ row }: { row: ReportDetail }) {
  const isDone = row.severity !== 'not_set'
  const [isTyped, note] = useTypedBelow()
  return (
    <section className="card" aria-labelledby="triage">
      <h2 id="triage">
        How serious it is <RuleLink id="M6" />
      </h2>
      {isDone ? <Weighed row={row} /> : <p>Nobody has said yet.</p>}
      <WhileOpen isOpen={!row.closed_at}>
        <TypedContext value={note}>
          {/* Somebody else may say it meanwhile: what is being typed stays in sight. */}
          <details open={!isDone || isTyped}>
            <summary>{isDone ? 'Weigh it up again' : 'Weigh it up'}</summary>
            <TriageForm row={row} />
          </details>
        </TypedContext>
      </WhileOpen>
    </section>
  )
}

function Weighed({ row }: { row: ReportDetail }) {
  return (
    <>
      <p>
        {KINDS[row.kind]}. Severity: {SEVERITIES[row.severity].toLowerCase()}.
      </p>
      <p className={styles.words} dir="auto">
        {row.risk_now}
      </p>
    </>
  )
}

function TriageForm({ row }: { row: ReportDetail }) {
  const [kind, setKind] = useState(row.kind)
  const [severity, setSeverity] = useState<Severity | ''>(row.severity === 'not_set' ? '' : row.severity)
  const [risk, setRisk] = useState('')
  const weighing = useVerb(row.id, verbs(row.id).triage, 'Noted.')
  useTyped(risk !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (severity) weighing.mutate({ kind, severity, risk_now: risk }, { onSuccess: () => setRisk('') })
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
      <WordsField label="The risk now, and why you think so" value={risk} onChange={setRisk} />
      <button type="submit" disabled={weighing.isPending}>
        Note how serious it is
      </button>
    </form>
  )
}
