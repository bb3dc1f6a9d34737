import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { SchoolEvent } from '../api/types'
import { EventPhotos } from '../media/EventPhotos'
import { OwnCopiesOf } from '../media/copies/OwnCopies'
import { UploadBox } from '../media/upload/UploadBox'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { ActivityLine } from './ActivityChoice'
import { eventQuery } from './queries'

export function EventPage() {
  const { eventId } = useParams({ from: '/events/$eventId' })
  const filter = useSearch({ from: '/events/$eventId' })
  const event = useQuery(eventQuery(eventId))
  const [mayUpload, mayView] = [useMay('photo:upload'), useMay('photo:view')]
  useTitle(event.data?.name ?? 'Event')
  return (
    <>
      <Loaded query={event} isPage>
        {(found) => <Head event={found} />}
      </Loaded>
      {event.data && mayUpload && <OwnCopiesOf eventId={eventId} />}
      {event.data && mayUpload && <UploadBox eventId={eventId} />}
      {event.data && mayView && <EventPhotos eventId={eventId} filter={filter} />}
    </>
  )
}

function Head({ event }: { event: SchoolEvent }) {
  const [mayEdit, mayNames] = [useMay('event:edit'), useMay('child:view')]
  return (
    <>
      <h1>{event.name}</h1>
      <p className="row">
        <span className="soft">
          {day(event.on_date)} · {event.place}
          {mayNames && ` · ${count(event.participants.length, 'child takes', 'children take')} part`}
        </span>
        {mayEdit && mayNames && (
          <Link to="/events/$eventId/participants" params={{ eventId: event.id }}>
            Change who takes part
          </Link>
        )}
        {mayNames && (
          <Link to="/who-cannot" search={{ event: event.id }}>
            Who must not be shown
          </Link>
        )}
      </p>
      <ActivityLine event={event} />
    </>
  )
}
