import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMay } from '../accounts/session'
import type { ChildRow } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { hasLeft, today } from './changes'
import { childrenQuery, classesQuery, PAGE, type RosterFilter } from './queries'
import { Pager } from '../parts/Pager'
import styles from './ChildrenPage.module.css'

const TYPING_PAUSE_MS = 200

/** Reads the address; what it doesn't know it leaves out. */
export function rosterFilter(search: Record<string, unknown>): RosterFilter {
  return {
    ...(typeof search.search === 'string' && search.search !== '' ? { search: search.search } : {}),
    ...(typeof search.class === 'string' && search.class !== '' ? { class: search.class } : {}),
    ...(search.leavers === true ? { leavers: true } : {}),
    ...(search.only === 'left' || search.only === 'turning_18' ? { only: search.only } : {}),
  }
}

export function ChildrenPage() {
  useTitle('Children')
  const filter = useSearch({ from: '/children' })
  const [mayEdit, mayImport] = [useMay('child:edit'), useMay('roster:import')]
  return (
    <>
      <div className="spread">
        <h1>Children</h1>
        <div className="row">
          <Link to="/who-cannot" search={filter.class ? { class: filter.class } : {}} className="button">
            Who must not be shown
          </Link>
          {mayImport && (
            <Link to="/children/import" className="button">
              Import a list
            </Link>
          )}
          {mayEdit && (
            <Link to="/children/new" className="button primary">
              New child
            </Link>
          )}
        </div>
      </div>
      <Finder filter={filter} />
      <Found key={JSON.stringify(filter)} filter={filter} />
    </>
  )
}

function Finder({ filter }: { filter: RosterFilter }) {
  const classes = useQuery(classesQuery).data ?? []
  const navigate = useNavigate()
  const [typed, setTyped] = useState(filter.search ?? '')
  const show = (change: Record<string, unknown>) =>
    void navigate({ to: '/children', search: rosterFilter({ ...filter, ...change }), replace: true })
  useEffect(() => {
    if (typed === (filter.search ?? '')) return undefined
    const timer = setTimeout(() => show({ search: typed }), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
    // Only what is typed starts a search; the filter follows from it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [typed])
  return (
    <div className={styles.finder} role="search" aria-label="Children">
      <input
        type="search"
        aria-label="Find a child by name"
        placeholder="Find by name"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <select
        aria-label="Class"
        value={filter.class ?? ''}
        onChange={(event) => show({ class: event.target.value })}
      >
        <option value="">All classes</option>
        {classes.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({one.children})
          </option>
        ))}
      </select>
      <select
        aria-label="Who is shown"
        value={filter.only ?? (filter.leavers ? 'all' : 'here')}
        onChange={({ target }) => show({ leavers: target.value === 'all', only: target.value })}
      >
        <option value="here">Children who are here</option>
        <option value="left">Those who have left</option>
        <option value="all">Everybody, those who have left too</option>
        <option value="turning_18">Those who turn 18 within 60 days</option>
      </select>
    </div>
  )
}

function Found({ filter }: { filter: RosterFilter }) {
  const [offset, setOffset] = useState(0)
  const children = useQuery(childrenQuery(filter, offset))
  return (
    <Loaded query={children}>
      {({ items, total }) =>
        total === 0 ? (
          <Nobody filter={filter} />
        ) : (
          <>
            <p className="soft" role="status">
              {count(total, 'child', 'children')}
            </p>
            {filter.only === 'turning_18' && (
              <p className="lead">
                From their 18th birthday they answer for themselves, and no answer of a parent counts{' '}
                <RuleLink id="C11" />. Ask them in time.
              </p>
            )}
            <ChildTable rows={items} />
            <Pager what="Children" offset={offset} size={PAGE} total={total} onOffset={setOffset} />
          </>
        )
      }
    </Loaded>
  )
}

function Nobody({ filter }: { filter: RosterFilter }) {
  if (filter.only === 'turning_18') return <p className="card">Nobody turns 18 within 60 days.</p>
  if (filter.only === 'left' && !filter.search && !filter.class)
    return <p className="card">Nobody has left.</p>
  if (Object.keys(filter).length > 0)
    return <p className="card">Nobody is found. Try fewer letters, or all classes.</p>
  return (
    <p className="card">
      There are no children yet. Import your class lists as a CSV file, or add a child by hand.
    </p>
  )
}

function ChildTable({ rows }: { rows: readonly ChildRow[] }) {
  return (
    <div className="tablebox card">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Class</th>
            <th scope="col">Reference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((child) => (
            <tr key={child.id}>
              <th scope="row">
                <Link to="/children/$childId" params={{ childId: child.id }}>
                  {child.name}
                </Link>
                {child.left_on && <span className="soft"> ({leaving(child.left_on)})</span>}
                {child.turns_18_on && <span className="soft"> (18 on {day(child.turns_18_on)})</span>}
              </th>
              <td>{child.class_name ?? '–'}</td>
              <td>{child.ref}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function leaving(left_on: string): string {
  return `${hasLeft(left_on, today()) ? 'left' : 'leaves'} ${day(left_on)}`
}
