import { type FormEvent, useState } from 'react'
import type { CaptureDetail, CaptureOutcome, Theme } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { ThemeChoice } from '../incidents/ThemeChoice'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { instant } from '../parts/wording'
import { useVerb, verbs } from './queries'
import { OUTCOMES } from './words'

/** How it ended and what was learned; or the way to end it. */
export function Closing({ row, mayHandle }: { row: CaptureDetail; mayHandle: boolean }) {
  if (row.closed_at) return <Closed row={row} mayHandle={mayHandle} />
  if (!mayHandle) return null
  return (
    <section className="card" aria-labelledby="closing">
      <h2 id="closing">Close it</h2>
      {row.open_tasks > 0 ? (
        <p>First note of each task what came of it.</p>
      ) : (
        <details>
          <summary>Say how it ended</summary>
          <ClosingForm row={row} />
        </details>
      )}
    </section>
  )
}

function Closed({ row, mayHandle }: { row: CaptureDetail; mayHandle: boolean }) {
  const reopening = useVerb(row.id, verbs(row.id).reopen, 'Open again.')
  return (
    <section className="card stack" aria-labelledby="closed">
      <h2 id="closed">How it ended</h2>
      <p>
        <strong>{row.outcome && OUTCOMES[row.outcome]}.</strong> {row.lesson}
      </p>
      {row.closed_at && <p className="soft">Closed {instant(row.closed_at)}.</p>}
      {mayHandle && (
        <details>
          <summary>Open it again</summary>
          <TextForm
            label="Why"
            hint="It stays in the record under your name."
            button="Open it again"
            verb={reopening}
          />
        </details>
      )}
    </section>
  )
}

function ClosingForm({ row }: { row: CaptureDetail }) {
  const [outcome, setOutcome] = useState<CaptureOutcome | null>(null)
  const [lesson, setLesson] = useState('')
  const [theme, setTheme] = useState<Theme>('other')
  const closing = useVerb(row.id, verbs(row.id).close, 'Closed.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (outcome) closing.mutate({ outcome, lesson, theme })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {closing.isError && <ProblemNotice thrown={closing.error} />}
      <fieldset>
        <legend>How it ended</legend>
        {(Object.keys(OUTCOMES) as CaptureOutcome[]).map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name="outcome"
              required
              checked={outcome === each}
              onChange={() => setOutcome(each)}
            />
            <span>{OUTCOMES[each]}</span>
          </label>
        ))}
      </fieldset>
      <Field
        label="What was learned"
        hint="What will be done in another way, if anything. Write no names here."
      >
        <textarea
          rows={3}
          maxLength={4000}
          value={lesson}
          onChange={({ target }) => setLesson(target.value)}
        />
      </Field>
      {lesson && <ThemeChoice theme={theme} onChange={setTheme} />}
      <button type="submit" disabled={closing.isPending}>
        Close it
      </button>
    </form>
  )
}
