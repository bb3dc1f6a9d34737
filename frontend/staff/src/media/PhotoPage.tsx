import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { orderAround } from './order'
import { photoQuery } from './queries'

const Workbench = lazy(() => import('../workbench'))

/** One photo on the workbench, with the way to its neighbours in the grid and back to the event. */
export function PhotoPage() {
  const { photoId } = useParams({ from: '/photos/$photoId' })
  const navigate = useNavigate()
  const photo = useQuery(photoQuery(photoId))
  const order = useMemo(() => orderAround(photoId), [photoId])
  const eventId = photo.data?.event_id
  return (
    <Suspense fallback={<p role="status">Loading…</p>}>
      <Workbench
        photoId={photoId}
        order={order}
        onOpen={(id) => void navigate({ to: '/photos/$photoId', params: { photoId: id } })}
        onClose={() =>
          void navigate(
            eventId === undefined ? { to: '/events' } : { to: '/events/$eventId', params: { eventId } },
          )
        }
      />
    </Suspense>
  )
}
