import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChildRow } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { count } from '../parts/wording'
import { allChildrenQuery } from '../roster/queries'
import styles from './ChildPicker.module.css'

interface ChildPickerProps {
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** What is asked, how to answer, and how the answer is counted. */
interface Asking {
  legend: string
  hint: string
  counted: (chosen: number) => string
}

const TAKING_PART: Asking = {
  legend: 'Who takes part',
  hint: 'Tick the classes, then untick who stays away. These children come first when you name faces.',
  counted: (chosen) => `${count(chosen, 'child takes', 'children take')} part.`,
}

/** Who takes part, or what else is asked of children: whole classes first, then children one by one. */
export function ChildPicker({
  chosen,
  onChange,
  asking = TAKING_PART,
}: ChildPickerProps & { asking?: Asking }) {
  const children = useQuery(allChildrenQuery)
  return (
    <fieldset>
      <legend>{asking.legend}</legend>
      <p className="soft">{asking.hint}</p>
      <Loaded query={children}>
        {(all) =>
          all.length === 0 ? (
            <p>There are no children on the roster yet. You can add them here later.</p>
          ) : (
            <>
              {[...byClass(all)].map(([name, members]) => (
                <ClassGroup key={name} name={name} members={members} chosen={chosen} onChange={onChange} />
              ))}
              <p role="status">{asking.counted(chosen.size)}</p>
            </>
          )
        }
      </Loaded>
    </fieldset>
  )
}

function byClass(children: readonly ChildRow[]): [string, ChildRow[]][] {
  const groups = Map.groupBy(children, (child) => child.class_name ?? 'No class')
  return [...groups].toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
}

function ClassGroup({
  name,
  members,
  chosen,
  onChange,
}: ChildPickerProps & { name: string; members: ChildRow[] }) {
  const [isOpen, setIsOpen] = useState(false)
  const inside = members.filter((child) => chosen.has(child.id)).length
  const setAll = (isIn: boolean) => onChange(changed(chosen, members, isIn))
  return (
    <div className={styles.group}>
      <div className={styles.head}>
        <label className="choice">
          <input
            type="checkbox"
            checked={inside === members.length}
            ref={(box) => {
              if (box) box.indeterminate = inside > 0 && inside < members.length
            }}
            onChange={(event) => setAll(event.target.checked)}
          />
          <span>
            <strong>{name}</strong>{' '}
            <span className="soft">
              {inside} of {members.length}
            </span>
          </span>
        </label>
        <button
          type="button"
          className="quiet small"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Hide' : 'Show'} children<span className="hidden"> of {name}</span>
        </button>
      </div>
      {isOpen && (
        <div className={styles.children}>
          {members.map((child) => (
            <label key={child.id} className="choice">
              <input
                type="checkbox"
                checked={chosen.has(child.id)}
                onChange={(event) => onChange(changed(chosen, [child], event.target.checked))}
              />
              <span>{child.name}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  )
}

/** The chosen ids with these children in or out. */
export function changed(
  chosen: ReadonlySet<string>,
  children: readonly Pick<ChildRow, 'id'>[],
  isIn: boolean,
): ReadonlySet<string> {
  const next = new Set(chosen)
  for (const { id } of children) {
    if (isIn) next.add(id)
    else next.delete(id)
  }
  return next
}
