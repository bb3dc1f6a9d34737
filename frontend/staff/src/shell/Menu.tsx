import { Link } from '@tanstack/react-router'
import { useMe } from '../accounts/session'
import { count } from '../parts/wording'
import { type Group, groupAt, groupName, menuFor, type Place } from './places'
import { useOpenWork } from './openWork'
import { type OpenWork, waiting } from './work'
import styles from './Layout.module.css'

/** Where one can go: groups, and on a phone, where there is room below one another, every page in each. */
export function Menu({ path }: { path: string }) {
  const groups = menuFor(useMe().permissions)
  const work = useOpenWork()
  const current = groupAt(groups, path)
  return (
    <nav className={styles.menu} id="menu" aria-label="Main">
      <ul>
        {groups.map((group) => (
          <GroupLine key={group.label} group={group} isCurrent={group === current} work={work} />
        ))}
      </ul>
    </nav>
  )
}

function GroupLine({ group, isCurrent, work }: { group: Group; isCurrent: boolean; work: OpenWork }) {
  const { places } = group
  const isMany = places.length > 1
  return (
    <li className={styles.group} data-many={isMany || undefined}>
      <Link to={places[0]?.to} data-within={isCurrent || undefined}>
        {groupName(group)}
        <Waiting number={waiting(work, places)} />
      </Link>
      {isMany && (
        <>
          <span className={styles.title} id={`menu ${group.label}`}>
            {group.label}
          </span>
          <ul aria-labelledby={`menu ${group.label}`}>
            <PlaceLines places={places} work={work} />
          </ul>
        </>
      )}
    </li>
  )
}

/** On a phone, beside the word that folds the menu out: what waits on all of its pages. */
export function MenuWaiting() {
  const places = menuFor(useMe().permissions).flatMap((group) => group.places)
  return <Waiting number={waiting(useOpenWork(), places)} />
}

/** On a desk: the pages beside this one in its group. */
export function PlacesBeside({ path }: { path: string }) {
  const group = groupAt(menuFor(useMe().permissions), path)
  const work = useOpenWork()
  if (!group || group.places.length < 2) return null
  return (
    <nav className={styles.beside} aria-label={group.label}>
      <ul>
        <PlaceLines places={group.places} work={work} />
      </ul>
    </nav>
  )
}

function PlaceLines({ places, work }: { places: readonly Place[]; work: OpenWork }) {
  return places.map((place) => (
    <li key={place.label}>
      <Link to={place.to}>
        {place.label}
        <Waiting number={waiting(work, [place])} />
      </Link>
    </li>
  ))
}

function Waiting({ number }: { number: number }) {
  if (number === 0) return null
  return (
    <span className={styles.waiting}>
      <span aria-hidden="true">{number > 99 ? '99+' : number}</span>
      <span className="hidden"> ({count(number, 'thing')} to do)</span>
    </span>
  )
}
