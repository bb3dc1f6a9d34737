import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { orderAround } from './order'

const Workbench = lazy(() => import('../workbench'))

/** One photo on the workbench, with the way to its neighbours in the grid and back to the event. */
export function PhotoPage() {
  const { photoId } = useParams({ from: '/photos/$photoId' })
  const navigate = useNavigate()
  const order = useMemo(() => orderAround(photoId), [photoId])
  return (
    <Suspense fallback={<p role="status">Loading…</p>}>
      <Workbench
        photoId={photoId}
        order={order}
        onOpen={(id) => void navigate({ to: '/photos/$photoId', params: { photoId: id } })}
        onClose={(eventId) => void navigate({ to: '/events/$eventId', params: { eventId } })}
      />
    </Suspense>
  )
}
