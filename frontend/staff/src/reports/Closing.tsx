import { type FormEvent, useState } from 'react'
import type { Report, ReportDetail, Theme } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { ThemeChoice } from '../incidents/ThemeChoice'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { instant } from '../parts/wording'
import { useVerb, verbs } from './queries'
import { OUTCOMES } from './words'

type Outcome = NonNullable<Report['outcome']>

/** How it ended, and what was learned (M10); or opening it again. */
export function Closing({ row }: { row: ReportDetail }) {
  const reopening = useVerb(row.id, verbs(row.id).reopen, 'It is open again.')
  if (row.closed_at) {
    return (
      <section className="card stack" aria-labelledby="closing">
        <h2 id="closing">Closed</h2>
        <p>
          {row.outcome && OUTCOMES[row.outcome]}. <span className="soft">{instant(row.closed_at)}</span>
        </p>
        <details>
          <summary>Open it again</summary>
          <TextForm label="Why" hint="It stays in the chronology." button="Open it again" verb={reopening} />
        </details>
      </section>
    )
  }
  if (!row.is_taken_on) return null
  return (
    <section className="card stack" aria-labelledby="closing">
      <h2 id="closing">
        Close it <RuleLink id="M10" />
      </h2>
      <ClosingForm row={row} />
    </section>
  )
}

function ClosingForm({ row }: { row: ReportDetail }) {
  const [outcome, setOutcome] = useState<Outcome | ''>('')
  const [reason, setReason] = useState('')
  const [lesson, setLesson] = useState('')
  const [theme, setTheme] = useState<Theme>('other')
  const closing = useVerb(row.id, verbs(row.id).close, 'Closed.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (outcome) closing.mutate({ outcome, reason, lesson, theme })
  }
  return (
    <form onSubmit={submit}>
      {closing.isError && <ProblemNotice thrown={closing.error} />}
      <Field label="How it ended">
        <select required value={outcome} onChange={({ target }) => setOutcome(target.value as Outcome)}>
          <option value="">Choose</option>
          {Object.entries(OUTCOMES).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Why you close it">
        <textarea
          required
          rows={2}
          maxLength={4000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <Field
        label="What was learned"
        hint={
          row.subjects.some(({ user, cleared_at }) => user && !cleared_at) || row.level > 0
            ? 'It stays in this report, since it is about somebody who works here.'
            : 'For everybody who works here, once a lead lets it stand. No names, nothing that tells what happened to whom.'
        }
        wrong={fieldProblem(closing.error, 'lesson')}
      >
        <textarea
          required
          rows={3}
          maxLength={2000}
          value={lesson}
          onChange={({ target }) => setLesson(target.value)}
        />
      </Field>
      <ThemeChoice theme={theme} onChange={setTheme} />
      <button type="submit" className="primary" disabled={closing.isPending}>
        Close this report
      </button>
    </form>
  )
}
