import { type FormEvent, useState } from 'react'
import type { LearningAction, Theme } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { count, day } from '../parts/wording'
import { finishAction, planAction, reviewAction, useLearning } from './queries'
import { ThemeChoice } from './ThemeChoice'
import { THEMES } from './themes'

const DONE: StateWords = { words: 'Done', tone: 'good', icon: 'tick' }
const DUE: StateWords = { words: 'To look at again', tone: 'warn', icon: 'wait' }
const LATE: StateWords = { words: 'Late', tone: 'bad', icon: 'warning' }
const UNDER_WAY: StateWords = { words: 'Under way', tone: 'calm', icon: 'wait' }

interface ActionsProps {
  rows: readonly LearningAction[]
  owners: readonly { id: string; name: string }[]
  mayEdit: boolean
}

/** The action plan: each action is looked at again until it is done. */
export function Actions({ rows, owners, mayEdit }: ActionsProps) {
  const [open, done] = [rows.filter(({ done_at }) => !done_at), rows.filter(({ done_at }) => done_at)]
  return (
    <section className="card stack unprinted" aria-labelledby="plan">
      <h2 id="plan">What we are doing about it</h2>
      {rows.length === 0 && <p>Nothing is planned.</p>}
      <Listed rows={open} />
      {done.length > 0 && (
        <details>
          <summary>{count(done.length, 'action')} done</summary>
          <Listed rows={done} />
        </details>
      )}
      {mayEdit && (
        <details>
          <summary>Plan something</summary>
          <NewAction owners={owners} />
        </details>
      )}
    </section>
  )
}

function Listed({ rows }: { rows: readonly LearningAction[] }) {
  return (
    <ul className="plain stack">
      {rows.map((each) => (
        <OneAction key={each.id} action={each} />
      ))}
    </ul>
  )
}

function stateOf(action: LearningAction): StateWords {
  if (action.done_at) return DONE
  if (action.is_late) return LATE
  return action.is_due ? DUE : UNDER_WAY
}

function OneAction({ action }: { action: LearningAction }) {
  return (
    <li>
      <div className="row">
        <strong>{action.what}</strong>
        <Badge state={stateOf(action)} />
      </div>
      <p className="soft">
        {THEMES[action.theme]} · {action.owner.name} ·{' '}
        {action.done_at
          ? action.outcome
          : `by ${day(action.due_on)}, looked at again on ${day(action.review_on)}`}
      </p>
      <ul>
        {action.reviews.map((look) => (
          <li key={look.at}>
            {day(look.at)}, {look.by.name}: {look.text}
          </li>
        ))}
      </ul>
      {action.may_review && <Looking action={action} />}
    </li>
  )
}

function Looking({ action }: { action: LearningAction }) {
  const finishing = useLearning((outcome: string) => finishAction({ id: action.id, outcome }), 'Done.')
  return (
    <>
      <details>
        <summary>
          Say how it goes<span className="hidden">: {action.what}</span>
        </summary>
        <Review action={action} />
      </details>
      <details>
        <summary>
          It is done<span className="hidden">: {action.what}</span>
        </summary>
        <TextForm label="What came of it" hint="No names." button="Note that it is done" verb={finishing} />
      </details>
    </>
  )
}

function Review({ action }: { action: LearningAction }) {
  const [text, setText] = useState('')
  const [next, setNext] = useState('')
  const reviewing = useLearning(reviewAction, 'Noted.')
  useTyped(text !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reviewing.mutate({ id: action.id, text, next_on: next }, { onSuccess: () => setText('') })
  }
  return (
    <form onSubmit={submit}>
      {reviewing.isError && <ProblemNotice thrown={reviewing.error} />}
      <Field label="How it goes">
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      <Field label="When it is looked at again" wrong={fieldProblem(reviewing.error, 'next_on')}>
        <input type="date" required value={next} onChange={({ target }) => setNext(target.value)} />
      </Field>
      <button type="submit" disabled={reviewing.isPending}>
        Note how it goes
      </button>
    </form>
  )
}

function NewAction({ owners }: Pick<ActionsProps, 'owners'>) {
  const [what, setWhat] = useState('')
  const [theme, setTheme] = useState<Theme>('other')
  const [owner, setOwner] = useState('')
  const [due, setDue] = useState('')
  const [review, setReview] = useState('')
  const planning = useLearning(planAction, 'It is on the plan.')
  useTyped(what !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    planning.mutate(
      { what, theme, owner_id: owner, due_on: due, review_on: review },
      { onSuccess: () => setWhat('') },
    )
  }
  return (
    <form onSubmit={submit}>
      {planning.isError && <ProblemNotice thrown={planning.error} />}
      <Field label="What is to be done" hint="Everybody who works here reads it.">
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={what}
          onChange={({ target }) => setWhat(target.value)}
        />
      </Field>
      <ThemeChoice theme={theme} onChange={setTheme} />
      <Field label="Who does it">
        <select required value={owner} onChange={({ target }) => setOwner(target.value)}>
          <option value="">Choose</option>
          {owners.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="By when">
        <input type="date" required value={due} onChange={({ target }) => setDue(target.value)} />
      </Field>
      <Field label="When it is looked at" wrong={fieldProblem(planning.error, 'review_on')}>
        <input type="date" required value={review} onChange={({ target }) => setReview(target.value)} />
      </Field>
      <button type="submit" disabled={planning.isPending}>
        Put it on the plan
      </button>
    </form>
  )
}
