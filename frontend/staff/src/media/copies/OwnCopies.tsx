import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ProblemNotice } from '../../parts/ProblemNotice'
import { RuleLink } from '../../parts/Reasons'
import { count } from '../../parts/wording'
import { useUploads } from '../upload/uploads'
import { ownCopiesQuery, useSayDeleted } from './queries'

/** What the reader has to delete from their own device, of this event: shown until they say that it is done (W6). */
export function OwnCopiesOf({ eventId }: { eventId: string }) {
  const owed = useQuery(ownCopiesQuery).data?.find(({ event }) => event.id === eventId)
  const { uploader } = useUploads(eventId)
  const deleted = useSayDeleted(eventId)
  // While some are on their way, deleting would be too early.
  if (owed === undefined || uploader.isBusy) return null
  return (
    <section className="notice" data-tone="warn" aria-labelledby="own-copies-heading">
      <h2 id="own-copies-heading">Delete from your device</h2>
      <p>
        {count(owed.photos, 'photo')} of this event {owed.photos === 1 ? 'is' : 'are'} still on your own phone
        or camera <RuleLink id="W6" />. Delete {owed.photos === 1 ? 'it' : 'them'} there: from its gallery,
        from ‘recently deleted’, and from any cloud that it copies photos to.
      </p>
      {deleted.isError && <ProblemNotice thrown={deleted.error} />}
      <button type="button" disabled={deleted.isPending} onClick={() => deleted.mutate()}>
        I have deleted {owed.photos === 1 ? 'it' : 'them'}
      </button>
    </section>
  )
}

/** Reminds the reader of the events whose photos are still on their own device. */
export function OwnCopiesReminder() {
  const owed = useQuery(ownCopiesQuery).data ?? []
  if (owed.length === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <p>
        <strong>Delete from your device</strong> what you have added here <RuleLink id="W6" />:
      </p>
      <ul>
        {owed.map(({ event, photos }) => (
          <li key={event.id}>
            <Link to="/events/$eventId" params={{ eventId: event.id }}>
              {event.name}
            </Link>
            , {count(photos, 'photo')}
          </li>
        ))}
      </ul>
    </div>
  )
}
