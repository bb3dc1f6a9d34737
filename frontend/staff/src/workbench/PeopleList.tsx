import { useEffect, useRef } from 'react'
import type { Workbench } from './people'
import { isPossible, type Person } from './person'
import { Sign } from './Sign'
import { nameOf, saysWho } from './words'
import styles from './workbench.module.css'

interface PeopleListProps {
  bench: Workbench
  onFocus(key: string): void
  onChoose(key: string): void
}

/** The same people as on the picture, as a list. One stop for the Tab key: arrows go on from there. */
export function PeopleList({ bench, onFocus, onChoose }: PeopleListProps) {
  if (bench.people.length === 0)
    return (
      <p className="soft">
        {bench.photo.kind === 'video'
          ? 'Nobody is added yet. Watch the video to its end, and add everybody who is seen.'
          : 'No face was found. If you see somebody, mark them.'}
      </p>
    )
  return (
    <ol className={styles.people} aria-label="People in this picture">
      {bench.people.map((person) => (
        <Row
          key={person.key}
          person={person}
          focused={person.key === bench.focused}
          onFocus={onFocus}
          onChoose={onChoose}
        />
      ))}
    </ol>
  )
}

interface RowProps {
  person: Person
  focused: boolean
  onFocus(key: string): void
  onChoose(key: string): void
}

function Row({ person, focused, onFocus, onChoose }: RowProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focused) button.current?.scrollIntoView?.({ block: 'nearest' })
  }, [focused])
  return (
    <li>
      <button
        type="button"
        ref={button}
        id={rowId(person.key)}
        className={styles.row}
        data-state={person.is.resolution}
        data-possible={isPossible(person) || undefined}
        aria-current={focused || undefined}
        tabIndex={focused ? 0 : -1}
        onFocus={() => onFocus(person.key)}
        onClick={(event) => (event.detail === 0 ? onChoose(person.key) : onFocus(person.key))}
        onDoubleClick={() => onChoose(person.key)}
      >
        <span className={styles.number} aria-hidden="true">
          {person.number}
        </span>
        <Sign of={person.is.resolution} />
        <span className={styles.who}>
          <span className="hidden">{nameOf(person)}: </span>
          {saysWho(person.is)}
          {person.asIn && <span className={styles.note}>as in {person.asIn}: look again</span>}
          {isPossible(person) && <span className={styles.note}>possible face</span>}
          {person.score === null && <span className={styles.note}>marked by hand</span>}
        </span>
      </button>
    </li>
  )
}

/** The id of somebody's row in the list. */
export function rowId(key: string): string {
  return `row-${key}`
}
