import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ReportDetail, ReportTask } from '../api/types'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { TextForm } from '../parts/TextForm'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { day, instant } from '../parts/wording'
import { WordsField } from '../parts/WordsField'
import { playbookQuery, useVerb, verbs } from './queries'
import styles from './reports.module.css'

const DONE: StateWords = { words: 'Done', tone: 'good', icon: 'tick' }
const LATE: StateWords = { words: 'Late', tone: 'bad', icon: 'warning' }
const OPEN: StateWords = { words: 'To do', tone: 'warn', icon: 'wait' }

/** What is to be done, and the playbook for blackmail (M9). */
export function Tasks({ row }: { row: ReportDetail }) {
  const [open, done] = [
    row.tasks.filter(({ done_at }) => !done_at),
    row.tasks.filter(({ done_at }) => done_at),
  ]
  const begun = row.entries.some(({ kind }) => kind === 'playbook')
  return (
    <section className="card stack" aria-labelledby="tasks">
      <h2 id="tasks">To do</h2>
      {open.length === 0 && <p>Nothing {done.length > 0 ? 'more' : 'yet'}.</p>}
      {/* One list, so that what is being written of a task that somebody else finishes stays where it is. */}
      <ul className="plain stack">
        {[...open, ...done].map((task) => (
          <OneTask key={task.id} row={row} task={task} />
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <details>
          <summary>Add a task</summary>
          <TaskForm row={row} />
        </details>
      </WhileOpen>
      {!row.closed_at && !begun && <Blackmail row={row} />}
    </section>
  )
}

function Blackmail({ row }: { row: ReportDetail }) {
  const starting = useVerb(row.id, () => verbs(row.id).startPlaybook(), 'Each step is a task now.')
  return (
    <div className={row.blackmail ? 'notice' : undefined} data-tone="bad">
      {starting.isError && <ProblemNotice thrown={starting.error} />}
      <p>
        Somebody asks for money, or for more pictures? The steps for that: don’t pay, tell the police, keep
        the evidence, take pictures down, get them on the hash lists <RuleLink id="M9" />.
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
  )
}

function OneTask({ row, task }: { row: ReportDetail; task: ReportTask }) {
  const finishing = useVerb(
    row.id,
    (outcome: string) => verbs(row.id).finishTask({ task: task.id, outcome }),
    'Done.',
  )
  const what = <span className="hidden">: {task.what}</span>
  return (
    <li className={styles.task}>
      <div className="row">
        <Badge state={task.done_at ? DONE : task.is_late ? LATE : OPEN} />
        <span className="soft">
          {[task.owner?.name, task.due_on && `by ${day(task.due_on)}`].filter(Boolean).join(', ')}
        </span>
      </div>
      <p className={styles.words} dir="auto">
        {task.what}
      </p>
      {task.step && !task.done_at && <StepLinks step={task.step} />}
      {task.done_at && (
        <p className={`soft ${styles.words}`}>
          {task.outcome} {instant(task.done_at)}
          {task.done_by && `, ${task.done_by.name}`}
        </p>
      )}
      <WhileOpen isOpen={!task.done_at && !row.closed_at}>
        <div className={styles.deeds}>
          <details>
            <summary>It is done{what}</summary>
            <TextForm
              label="What came of it"
              hint="In a sentence."
              button="Note that it is done"
              verb={finishing}
            />
          </details>
          <details>
            <summary>Somebody else, or another day{what}</summary>
            <ChangeForm row={row} task={task} />
          </details>
        </div>
      </WhileOpen>
    </li>
  )
}

/** Where a step of the playbook is done. */
function StepLinks({ step }: { step: string }) {
  const playbook = useQuery(playbookQuery)
  const links = playbook.data?.find((each) => each.step === step)?.links ?? []
  if (links.length === 0) return null
  return (
    <ul>
      {links.map((link) => (
        <li key={link}>
          <a href={link} target="_blank" rel="noreferrer">
            {new URL(link).host}
          </a>
        </li>
      ))}
    </ul>
  )
}

function ChangeForm({ row, task }: { row: ReportDetail; task: ReportTask }) {
  const [owner, setOwner] = useState(task.owner?.id ?? '')
  const [due, setDue] = useState(task.due_on ?? '')
  const changing = useVerb(row.id, verbs(row.id).changeTask, 'Changed.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate({ task: task.id, owner_id: owner || null, due_on: due || null })
  }
  return (
    <form onSubmit={submit}>
      {changing.isError && <ProblemNotice thrown={changing.error} />}
      <WhoAndWhen row={row} owner={owner} due={due} onOwner={setOwner} onDue={setDue} />
      <button type="submit" disabled={changing.isPending}>
        Change it
      </button>
    </form>
  )
}

function TaskForm({ row }: { row: ReportDetail }) {
  const [what, setWhat] = useState('')
  const [chosen, setOwner] = useState<string | null>(null)
  const [due, setDue] = useState('')
  const owner = chosen ?? row.handler?.id ?? ''
  const adding = useVerb(row.id, verbs(row.id).addTask, 'Added.')
  useTyped(what !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ what, owner_id: owner || null, due_on: due || null }, { onSuccess: () => setWhat('') })
  }
  return (
    <form onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <WordsField label="What is to be done" rows={2} value={what} onChange={setWhat} />
      <WhoAndWhen row={row} owner={owner} due={due} onOwner={setOwner} onDue={setDue} />
      <button type="submit" disabled={adding.isPending}>
        Add this task
      </button>
    </form>
  )
}

interface WhoAndWhenProps {
  row: ReportDetail
  owner: string
  due: string
  onOwner: (owner: string) => void
  onDue: (due: string) => void
}

function WhoAndWhen({ row, owner, due, onOwner, onDue }: WhoAndWhenProps) {
  return (
    <>
      <Field label="Who does it" hint="Those who read this report. They get a mail that says nothing of it.">
        <select value={owner} onChange={({ target }) => onOwner(target.value)}>
          <option value="">Nobody yet</option>
          {row.readers.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="By when">
        <input type="date" value={due} onChange={({ target }) => onDue(target.value)} />
      </Field>
    </>
  )
}
