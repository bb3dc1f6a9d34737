import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { EventRow } from '../api/types'
import { OwnCopiesReminder } from '../media/copies/OwnCopies'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import styles from './EventsPage.module.css'
import { countsQuery, eventsQuery } from './queries'

export function EventsPage() {
  useTitle('Events')
  const events = useQuery(eventsQuery)
  const [mayMake, mayUpload, mayOversee] = [
    useMay('event:edit'),
    useMay('photo:upload'),
    useMay('copy:oversee'),
  ]
  return (
    <>
      <div className="spread">
        <h1>Events</h1>
        {mayMake && (
          <Link to="/events/new" className="button primary">
            New event
          </Link>
        )}
      </div>
      {mayUpload && <OwnCopiesReminder />}
      <Loaded query={events}>
        {(all) => (all.length === 0 ? <NoEvents mayMake={mayMake} /> : <List events={all} />)}
      </Loaded>
      {mayOversee && (
        <p>
          <Link to="/own-devices">Photos on people’s own devices</Link>
        </p>
      )}
    </>
  )
}

function NoEvents({ mayMake }: { mayMake: boolean }) {
  return (
    <div className="card">
      <h2>No events yet</h2>
      <p>
        Photos belong to an event: a sports day, a trip, a concert.{' '}
        {mayMake
          ? 'Make the first one, say who takes part, then add its photos.'
          : 'Ask a colleague who may make events.'}
      </p>
    </div>
  )
}

function List({ events }: { events: readonly EventRow[] }) {
  const counts = useQuery({ ...countsQuery, enabled: useMay('photo:view') }).data ?? []
  return (
    <ul className={styles.events}>
      {events.map((event) => (
        <li key={event.id} className={styles.event}>
          <h2>
            <Link to="/events/$eventId" params={{ eventId: event.id }}>
              {event.name}
            </Link>
          </h2>
          <p className="soft">
            {day(event.on_date)} · {event.place} · {count(event.participants, 'child takes', 'children take')}{' '}
            part
          </p>
          <Todo counts={counts.find((some) => some.event_id === event.id)} />
        </li>
      ))}
    </ul>
  )
}

function Todo({
  counts,
}: {
  counts: { photos: number; waiting: number; failed: number; to_do: number } | undefined
}) {
  if (counts === undefined) return null
  const parts = [
    count(counts.photos, 'photo'),
    counts.to_do > 0 && `${counts.to_do} to do`,
    counts.waiting > 0 && `${counts.waiting} waiting for the scan`,
    counts.failed > 0 && `${counts.failed} failed`,
  ]
  return <p>{parts.filter(Boolean).join(' · ')}</p>
}
