import { Navigate, useParams, useSearch } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import { EventPhotos } from '../media/EventPhotos'
import { OwnCopiesOf } from '../media/copies/OwnCopies'
import { UploadBox } from '../media/upload/UploadBox'
import { ActivityLine } from './ActivityChoice'
import { EventFrame } from './EventFrame'
import { GroupPictures } from './GroupPictures'
import { BeforeUploads } from './BeforeUploads'

/** The pictures of an event: adding them, naming who is in them, what may go out. */
export function EventPage() {
  const { eventId } = useParams({ from: '/events/$eventId' })
  const filter = useSearch({ from: '/events/$eventId' })
  const [mayUpload, mayView] = [useMay('photo:upload'), useMay('photo:view')]
  if (!mayUpload && !mayView) return <Navigate to="/events/$eventId/about" params={{ eventId }} replace />
  return (
    <EventFrame eventId={eventId} title="Pictures">
      {(event) => (
        <>
          <ActivityLine event={event} />
          {mayUpload && <OwnCopiesOf eventId={eventId} />}
          {mayUpload && (
            <BeforeUploads eventId={eventId}>
              {(takers) => <UploadBox eventId={eventId} {...(takers ? { takers } : {})} />}
            </BeforeUploads>
          )}
          {mayView && <GroupPictures eventId={eventId} />}
          {mayView && <EventPhotos eventId={eventId} filter={filter} />}
        </>
      )}
    </EventFrame>
  )
}
