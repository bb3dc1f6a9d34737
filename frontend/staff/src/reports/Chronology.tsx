import { type FormEvent, useState } from 'react'
import type { ReportDetail, ReportEntry } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { count, day, instant } from '../parts/wording'
import { useVerb, verbs } from './queries'
import styles from './reports.module.css'
import { shownSteps, stepOutcome, stepText, stepTitle, stepWhen } from './words'

/** So many of the newest steps stand open; what came before them folds out. */
const STAND_OPEN = 8

/** Each step, the oldest first. It only grows (M5). */
export function Chronology({ row }: { row: ReportDetail }) {
  const steps = shownSteps(row.entries)
  const earlier = steps.slice(0, -STAND_OPEN)
  return (
    <section className="card stack" aria-labelledby="chronology">
      <h2 id="chronology">
        Chronology <RuleLink id="M5" />
      </h2>
      {earlier.length > 0 && (
        <details>
          <summary>{count(earlier.length, 'earlier step')}</summary>
          <Steps row={row} steps={earlier} />
        </details>
      )}
      <Steps row={row} steps={steps.slice(-STAND_OPEN)} />
      <WhileOpen isOpen={!row.closed_at}>
        <NoteForm row={row} />
      </WhileOpen>
    </section>
  )
}

function Steps({ row, steps }: { row: ReportDetail; steps: readonly ReportEntry[] }) {
  return (
    <ol className="plain stack">
      {steps.map((entry) => (
        <Step key={entry.id} row={row} entry={entry} />
      ))}
    </ol>
  )
}

function Step({ row, entry }: { row: ReportDetail; entry: ReportEntry }) {
  const corrected = row.entries.find(({ id }) => id === entry.corrects_id)
  const text = stepText(entry)
  const outcome = stepOutcome(entry)
  return (
    <li className={styles.step}>
      <strong>{stepTitle(entry)}</strong>
      {corrected && (
        <p className="soft" dir="auto">
          Of: {stepText(corrected)}
        </p>
      )}
      {text && (
        <p className={styles.words} dir="auto">
          {text}
        </p>
      )}
      {entry.reason && <p className={styles.words}>Why: {entry.reason}</p>}
      {outcome && <p className={styles.words}>{outcome}.</p>}
      <p className="soft">
        {entry.happened && `Happened: ${stepWhen(entry)}. `}
        Written {entry.at ? instant(entry.at) : day(entry.on_day)}
        {entry.by && `, ${entry.by.name}`}
      </p>
      {entry.by && entry.text && (
        <WhileOpen isOpen={!row.closed_at}>
          <details>
            <summary>
              Correct it<span className="hidden">: {text}</span>
            </summary>
            <Correction row={row} entry={entry} />
          </details>
        </WhileOpen>
      )}
    </li>
  )
}

function Correction({ row, entry }: { row: ReportDetail; entry: ReportEntry }) {
  const correcting = useVerb(
    row.id,
    (text: string) => verbs(row.id).note({ kind: 'correction', text, corrects_id: entry.id }),
    'Added.',
  )
  return (
    <TextForm
      label="What is right"
      hint="What was written stays. This is added, and names it."
      button="Add this correction"
      verb={correcting}
    />
  )
}

type NoteKind = 'note' | 'action' | 'decision'

function NoteForm({ row }: { row: ReportDetail }) {
  const [kind, setKind] = useState<NoteKind>('note')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [happened, setHappened] = useState('')
  const noting = useVerb(row.id, verbs(row.id).note, 'Written down.')
  useTyped(Boolean(text || reason || happened))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const clear = () => {
      setText('')
      setReason('')
      setHappened('')
    }
    noting.mutate({ kind, text, reason: kind === 'note' ? '' : reason, happened }, { onSuccess: clear })
  }
  return (
    <form onSubmit={submit}>
      <h3>Write something down</h3>
      {noting.isError && <ProblemNotice thrown={noting.error} />}
      <Field label="What it is">
        <select value={kind} onChange={({ target }) => setKind(target.value as NoteKind)}>
          <option value="note">A note</option>
          <option value="action">Something that was done</option>
          <option value="decision">A decision</option>
        </select>
      </Field>
      <Field label="What" hint="It can’t be changed afterwards: you can add a correction.">
        <textarea
          required
          rows={3}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      {kind !== 'note' && (
        <Field label="Why" wrong={fieldProblem(noting.error, 'reason')}>
          <textarea
            required={kind === 'decision'}
            rows={2}
            maxLength={4000}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </Field>
      )}
      <Field label="When it happened" hint="In words. When you wrote it is noted by itself.">
        <input maxLength={200} value={happened} onChange={({ target }) => setHappened(target.value)} />
      </Field>
      <button type="submit" disabled={noting.isPending}>
        Write it down
      </button>
    </form>
  )
}
