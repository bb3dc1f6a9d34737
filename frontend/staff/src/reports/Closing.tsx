import { type FormEvent, useState } from 'react'
import type { Report, ReportDetail, Theme } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { ThemeChoice } from '../incidents/ThemeChoice'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { instant } from '../parts/wording'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'
import { leftBehind, OUTCOMES } from './words'

type Outcome = NonNullable<Report['outcome']>

/** How it ended, and what was learned (M10); or opening it again. */
export function Closing({ row }: { row: ReportDetail }) {
  if (!row.closed_at && !row.is_taken_on) return null
  return (
    <section className="card stack" aria-labelledby="closing">
      <h2 id="closing">
        {row.closed_at ? 'Closed' : 'Close it'} {!row.closed_at && <RuleLink id="M10" />}
      </h2>
      {row.closed_at && <HowItEnded row={row} closedAt={row.closed_at} />}
      <WhileOpen isOpen={!row.closed_at}>
        <StillOpen row={row} />
        <ClosingForm row={row} />
      </WhileOpen>
    </section>
  )
}

function HowItEnded({ row, closedAt }: { row: ReportDetail; closedAt: string }) {
  const reopening = useVerb(row.id, verbs(row.id).reopen, 'It is open again.')
  return (
    <>
      <p>
        {row.outcome && OUTCOMES[row.outcome]}.{' '}
        <span className="soft">
          {instant(closedAt)}
          {row.closed_by && `, ${row.closed_by.name}`}
        </span>
      </p>
      <details>
        <summary>Open it again</summary>
        <TextForm label="Why" hint="It stays in the chronology." button="Open it again" verb={reopening} />
      </details>
    </>
  )
}

/** What closing leaves as it is, so that nobody thinks it ends by itself. */
function StillOpen({ row }: { row: ReportDetail }) {
  const left = leftBehind(row)
  if (left.length === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <p>Not finished yet: {left.join('; ')}. Closing changes nothing about that.</p>
    </div>
  )
}

function ClosingForm({ row }: { row: ReportDetail }) {
  const [outcome, setOutcome] = useState<Outcome | ''>('')
  const [reason, setReason] = useState('')
  const [lesson, setLesson] = useState('')
  const [theme, setTheme] = useState<Theme>('other')
  const closing = useVerb(row.id, verbs(row.id).close, 'Closed.')
  useTyped(Boolean(reason || lesson))
  const clear = () => {
    setReason('')
    setLesson('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (outcome) closing.mutate({ outcome, reason, lesson, theme }, { onSuccess: clear })
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
      <WordsField label="Why you close it" rows={2} value={reason} onChange={setReason} />
      <Field
        label="What was learned"
        hint={
          row.is_about_staff
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
