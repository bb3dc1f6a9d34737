import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import type { SchoolEvent } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import styles from './Groups.module.css'
import { byClass, changedGroups } from './participants'
import { useSaveGroups } from './queries'

type Participant = SchoolEvent['participants'][number]
type Written = ReadonlyMap<string, string>

/** Where each child sits or stands, as the school calls it: the photographer's brief goes by it (E5). */
export function Groups({ event }: { event: SchoolEvent }) {
  const [written, setWritten] = useState<Written>(new Map())
  const saving = useSaveGroups(event)
  const changes = changedGroups(event.participants, written)
  useUnsaved(changes.length > 0)
  const write = (children: readonly Participant[], group: string) =>
    setWritten(new Map([...written, ...children.map(({ id }) => [id, group] as const)]))
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    saving.mutate(changes, { onSuccess: () => setWritten(new Map()) })
  }
  return (
    <form className="card" onSubmit={submit} aria-labelledby="groups-heading">
      <h2 id="groups-heading">Groups and seats</h2>
      <p className="soft">
        A team, a row, a block of seats. The photographer’s brief says for each how many are not to be
        photographed, never why <RuleLink id="E5" />.
      </p>
      {byClass(event.participants).map(([name, children]) => (
        <ClassGroups key={name} name={name} members={children} written={written} onWrite={write} />
      ))}
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <div className="row">
        <button type="submit" className="primary" disabled={changes.length === 0 || saving.isPending}>
          {changes.length === 0 ? 'Save the groups' : `Save ${count(changes.length, 'change')}`}
        </button>
        {changes.length > 0 && (
          <button type="button" onClick={() => setWritten(new Map())}>
            Leave them as they were
          </button>
        )}
      </div>
    </form>
  )
}

interface ClassGroupsProps {
  name: string
  members: readonly Participant[]
  written: Written
  onWrite: (children: readonly Participant[], group: string) => void
}

function ClassGroups({ name, members, written, onWrite }: ClassGroupsProps) {
  const [all, setAll] = useState('')
  const groupOf = ({ id, group_name }: Participant) => written.get(id) ?? group_name
  const placed = members.filter((child) => groupOf(child) !== '').length
  return (
    <details>
      <summary>
        {name}{' '}
        <span className="soft">
          {placed} of {members.length} in a group
        </span>
      </summary>
      <div className={styles.all}>
        <Field label={`For everybody in ${name}`}>
          <input maxLength={60} value={all} onChange={({ target }) => setAll(target.value)} />
        </Field>
        <button type="button" onClick={() => onWrite(members, all)}>
          Write it beside each<span className="hidden"> in {name}</span>
        </button>
      </div>
      <ul className={styles.children}>
        {members.map((child) => (
          <li key={child.id}>
            <label className={styles.child}>
              <span>{child.name}</span>
              <input
                maxLength={60}
                value={groupOf(child)}
                onChange={({ target }) => onWrite([child], target.value)}
              />
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}
