import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay, useMe } from '../accounts/session'
import type { SchoolEvent } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import styles from './EventFrame.module.css'
import { eventQuery } from './queries'
import { isLarge, SCALES } from './scales'
import { type Tab, tabsFor } from './tabs'
import { useEventWork } from './eventWork'

interface FrameProps {
  eventId: string
  /** What this page of the event is about. */
  title: string
  children: (event: SchoolEvent) => ReactNode
}

/** What stands over each page of an event: its name, where else one can go in it, and what waits there. */
export function EventFrame({ eventId, title, children }: FrameProps) {
  const event = useQuery(eventQuery(eventId))
  useTitle(event.data ? `${title}, ${event.data.name}` : title)
  return (
    <Loaded query={event} isPage>
      {(found) => (
        <>
          <h1>{found.name}</h1>
          <InShort event={found} />
          <Tabs event={found} />
          <OpenOptOuts event={found} />
          {children(found)}
        </>
      )}
    </Loaded>
  )
}

function InShort({ event }: { event: SchoolEvent }) {
  const mayNames = useMay('child:view')
  const parts = [
    day(event.on_date),
    event.place,
    mayNames && `${count(event.participants.length, 'child takes', 'children take')} part`,
    isLarge(event.scale) && `${SCALES[event.scale].name} event`,
  ]
  return <p className="soft">{parts.filter(Boolean).join(' · ')}</p>
}

/** Loud on each page of the event: while it stands, nothing of it goes out (E3). */
function OpenOptOuts({ event }: { event: SchoolEvent }) {
  const [maySee, mayPlace] = [useMay('answer:view'), useMay('photo:view')]
  const open = event.open_opt_outs
  if (open === 0 || !(maySee || mayPlace)) return null
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <strong>
          Nobody knows yet who {count(open, 'opt-out')} {open === 1 ? 'is' : 'are'} about.
        </strong>{' '}
        Until somebody says, no picture of this event goes out <RuleLink id="E3" />.{' '}
        {maySee ? (
          <Link to="/events/$eventId/opt-outs" params={{ eventId: event.id }}>
            Say who it is
          </Link>
        ) : (
          'The office or a lead says who it is.'
        )}
      </p>
    </div>
  )
}

function Tabs({ event }: { event: SchoolEvent }) {
  const tabs = tabsFor(useMe().permissions)
  const work = useEventWork(event)
  return (
    <nav className={styles.tabs} aria-label="This event">
      <ul>
        {tabs.map((tab) => (
          <li key={tab.to}>
            <Link
              to={tab.to}
              params={{ eventId: event.id }}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              {tab.label}
              <Waiting number={tab.work ? work[tab.work] : 0} tab={tab} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Waiting({ number, tab }: { number: number; tab: Tab }) {
  if (number === 0) return null
  return (
    <>
      <span className={styles.waiting} aria-hidden="true">
        {number}
      </span>
      <span className="hidden">
        {' '}
        ({number} {tab.work === 'notices' ? 'missing' : 'to settle'})
      </span>
    </>
  )
}
