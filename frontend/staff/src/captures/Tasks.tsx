import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMe } from '../accounts/session'
import type { CaptureDetail, CaptureTask, CaptureTaskKind } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { dateOf, day, instant } from '../parts/wording'
import type { PartProps } from './CapturePage'
import { routesQuery, useVerb, verbs } from './queries'
import { TASKS } from './words'

const DAYS_TO_DO = 7
const DAY_MS = 86_400_000

/** What is to be done: by whom, by when, and what came of it. */
export function Tasks({ row, mayWork }: PartProps) {
  return (
    <section className="card stack" aria-labelledby="tasks">
      <h2 id="tasks">
        What follows <RuleLink id="T3" />
      </h2>
      {row.tasks.length === 0 && <p>Nobody has a task.</p>}
      <ul className="plain stack">
        {row.tasks.map((task) => (
          <OneTask key={task.id} captureId={row.id} task={task} mayWork={mayWork} />
        ))}
      </ul>
      {mayWork && (
        <>
          <details>
            <summary>Give somebody a task</summary>
            <NewTask row={row} />
          </details>
          <Routes />
        </>
      )}
    </section>
  )
}

function state({ done_at, is_late, due_on }: CaptureTask): StateWords {
  if (done_at) return { words: 'Done', tone: 'good', icon: 'tick' }
  if (is_late) return { words: `Was due ${day(due_on)}`, tone: 'bad', icon: 'warning' }
  return { words: `Due ${day(due_on)}`, tone: 'warn', icon: 'wait' }
}

function OneTask({ captureId, task, mayWork }: { captureId: string; task: CaptureTask; mayWork: boolean }) {
  const ending = useVerb(captureId, verbs(captureId).endTask(task.id), 'Noted.')
  return (
    <li>
      <div className="spread">
        <h3>{TASKS[task.kind]}</h3>
        <Badge state={state(task)} />
      </div>
      {task.what && <p>{task.what}</p>}
      <p className="soft">For {task.owner.name}.</p>
      {task.done_at && (
        <p>
          {task.outcome}{' '}
          <span className="soft">
            {instant(task.done_at)}, {task.done_by?.name}
          </span>
        </p>
      )}
      {mayWork && !task.done_at && (
        <details>
          <summary>
            It is done<span className="hidden">: {TASKS[task.kind]}</span>
          </summary>
          <TextForm
            label="What came of it"
            hint="Gone, refused, no answer …"
            button="Note it"
            verb={ending}
          />
        </details>
      )}
    </li>
  )
}

function NewTask({ row }: { row: CaptureDetail }) {
  const me = useMe()
  const first = row.owners.some(({ id }) => id === me.id) ? me.id : (row.owners[0]?.id ?? '')
  const [kind, setKind] = useState<CaptureTaskKind>(row.is_own_use ? 'other' : 'ask_to_take_down')
  const [what, setWhat] = useState('')
  const [owner, setOwner] = useState(first)
  const [due, setDue] = useState(() => dateOf(new Date(Date.now() + DAYS_TO_DO * DAY_MS)))
  const adding = useVerb(row.id, verbs(row.id).addTask, 'The task is given.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ kind, what, owner_id: owner, due_on: due }, { onSuccess: () => setWhat('') })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <Field label="What is to be done">
        <select value={kind} onChange={({ target }) => setKind(target.value as CaptureTaskKind)}>
          {Object.entries(TASKS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="More about it" hint="A web address, a reference.">
        <input maxLength={300} value={what} onChange={({ target }) => setWhat(target.value)} />
      </Field>
      <Field label="By whom" wrong={fieldProblem(adding.error, 'owner_id')}>
        <select value={owner} onChange={({ target }) => setOwner(target.value)}>
          {row.owners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="By when" wrong={fieldProblem(adding.error, 'due_on')}>
        <input type="date" required value={due} onChange={({ target }) => setDue(target.value)} />
      </Field>
      <button type="submit" disabled={adding.isPending}>
        Give this task
      </button>
    </form>
  )
}

/** Where others can be asked: addresses to open, nothing is sent from here. */
function Routes() {
  const routes = useQuery(routesQuery)
  return (
    <details>
      <summary>Where to ask for removal</summary>
      <ul className="plain">
        {routes.data?.map(({ name, address, says }) => (
          <li key={address}>
            <a href={address} target="_blank" rel="noreferrer noopener">
              {name}
            </a>{' '}
            <span className="soft">{says}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
