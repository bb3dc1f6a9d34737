import { type FormEvent, useState } from 'react'
import type { ReportDetail, ReportTask } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { day, instant } from '../parts/wording'
import { useVerb, verbs } from './queries'

const DONE: StateWords = { words: 'Done', tone: 'good', icon: 'tick' }
const LATE: StateWords = { words: 'Late', tone: 'bad', icon: 'warning' }
const OPEN: StateWords = { words: 'To do', tone: 'warn', icon: 'wait' }

/** What is to be done, and the playbook for blackmail (M9). */
export function Tasks({ row }: { row: ReportDetail }) {
  const begun = row.entries.some(({ kind }) => kind === 'playbook')
  const starting = useVerb(row.id, () => verbs(row.id).startPlaybook(), 'Each step is a task now.')
  return (
    <section className="card stack" aria-labelledby="tasks">
      <h2 id="tasks">To do</h2>
      {row.tasks.length === 0 && <p>Nothing yet.</p>}
      <ul className="plain stack">
        {row.tasks.map((task) => (
          <OneTask key={task.id} row={row} task={task} />
        ))}
      </ul>
      {!row.closed_at && (
        <>
          <details>
            <summary>Add a task</summary>
            <TaskForm row={row} />
          </details>
          {!begun && (
            <div className={row.blackmail ? 'notice' : undefined} data-tone="bad">
              {starting.isError && <ProblemNotice thrown={starting.error} />}
              <p>
                Somebody asks for money, or for more pictures? The steps for that: don’t pay, tell the police,
                keep the evidence, take pictures down, get them on the hash lists <RuleLink id="M9" />.
              </p>
              <button
                type="button"
                className={row.blackmail ? 'primary' : 'small'}
                disabled={starting.isPending}
                onClick={() => starting.mutate()}
              >
                Begin the steps for blackmail
              </button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function OneTask({ row, task }: { row: ReportDetail; task: ReportTask }) {
  const finishing = useVerb(
    row.id,
    (outcome: string) => verbs(row.id).finishTask({ task: task.id, outcome }),
    'Done.',
  )
  return (
    <li>
      <div className="row">
        <Badge state={task.done_at ? DONE : task.is_late ? LATE : OPEN} />
        <span className="soft">
          {[task.owner?.name, task.due_on && `by ${day(task.due_on)}`].filter(Boolean).join(', ')}
        </span>
      </div>
      <p>{task.what}</p>
      {task.done_at && (
        <p className="soft">
          {task.outcome} {instant(task.done_at)}
          {task.done_by && `, ${task.done_by.name}`}
        </p>
      )}
      {!task.done_at && !row.closed_at && (
        <details>
          <summary>
            It is done<span className="hidden">: {task.what}</span>
          </summary>
          <TextForm
            label="What came of it"
            hint="In a sentence."
            button="Note that it is done"
            verb={finishing}
          />
        </details>
      )}
    </li>
  )
}

function TaskForm({ row }: { row: ReportDetail }) {
  const [what, setWhat] = useState('')
  const [owner, setOwner] = useState(row.handler?.id ?? '')
  const [due, setDue] = useState('')
  const adding = useVerb(row.id, verbs(row.id).addTask, 'Added.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ what, owner_id: owner || null, due_on: due || null }, { onSuccess: () => setWhat('') })
  }
  return (
    <form onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <Field label="What is to be done">
        <textarea
          required
          rows={2}
          maxLength={4000}
          value={what}
          onChange={({ target }) => setWhat(target.value)}
        />
      </Field>
      <Field label="Who does it">
        <select value={owner} onChange={({ target }) => setOwner(target.value)}>
          <option value="">Nobody yet</option>
          {row.readers.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="By when">
        <input type="date" value={due} onChange={({ target }) => setDue(target.value)} />
      </Field>
      <button type="submit" disabled={adding.isPending}>
        Add this task
      </button>
    </form>
  )
}
