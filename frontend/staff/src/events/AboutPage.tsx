import { useParams } from '@tanstack/react-router'
import { EventAbout } from './EventAbout'
import { EventFrame } from './EventFrame'

/** What an event is: its scale, what spectators may do, whether it takes an extra check. */
export function AboutPage() {
  const { eventId } = useParams({ from: '/events/$eventId/about' })
  return (
    <EventFrame eventId={eventId} title="About">
      {(event) => <EventAbout key={event.id} event={event} />}
    </EventFrame>
  )
}
