import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useMay } from '../accounts/session'
import type { PhotoRow } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { channelsQuery } from '../publishing/queries'
import { BatchBar, useScanAgain } from './BatchBar'
import { FilterBar } from './FilterBar'
import { type GridFilter, isShown, type OutcomesByPhoto } from './filter'
import { rememberOrder } from './order'
import { PhotoGrid } from './PhotoGrid'
import { photosQuery, useOutcomes } from './queries'
import { chooseNone, keepShown, NOTHING_CHOSEN, type Selection } from './selection'

const NO_OUTCOMES: OutcomesByPhoto = new Map()

/** The photos of an event: which there are, what may go out, and what to do with many of them. */
export function EventPhotos({ eventId, filter }: { eventId: string; filter: GridFilter }) {
  const photos = useQuery(photosQuery(eventId))
  return (
    <section aria-labelledby="photos-heading">
      <h2 id="photos-heading">Photos</h2>
      <Loaded query={photos}>
        {(all) =>
          all.length === 0 ? (
            <p className="card">
              No photos yet. Add some above: each is scanned for faces, then you name who is in it.
            </p>
          ) : (
            <Photos eventId={eventId} filter={filter} photos={all} />
          )
        }
      </Loaded>
    </section>
  )
}

function Photos({
  eventId,
  filter,
  photos,
}: {
  eventId: string
  filter: GridFilter
  photos: readonly PhotoRow[]
}) {
  const purposes = useChannelPurposes()
  const purposeName = usePurposeNames()
  const clearances = useOutcomes(eventId, photos, purposes)
  const outcomes = clearances.data ?? NO_OUTCOMES
  const shown = useMemo(
    () => photos.filter((photo) => isShown(photo, filter, outcomes)),
    [photos, filter, outcomes],
  )
  const order = useMemo(() => shown.map((photo) => photo.id), [shown])
  const [kept, setKept] = useState(NOTHING_CHOSEN)
  const selection = useMemo(() => keepShown(kept, order), [kept, order])
  const select = useCallback(
    (to: (selection: Selection) => Selection) => setKept((before) => to(keepShown(before, order))),
    [order],
  )
  useEffect(() => rememberOrder(order), [order])
  return (
    <>
      <div className="spread">
        <FilterBar
          eventId={eventId}
          photos={photos}
          filter={filter}
          purposes={purposes}
          purposeName={purposeName}
        />
        <span className="soft" role="status">
          {shown.length} of {photos.length} shown
        </span>
      </div>
      <FailedScans photos={photos} />
      {clearances.isError && (
        <ProblemNotice thrown={clearances.error} retry={() => void clearances.refetch()} />
      )}
      {shown.length === 0 && <p className="card">No photo is like this. Choose another filter.</p>}
      <PhotoGrid
        photos={shown}
        outcomes={outcomes}
        purposeName={purposeName}
        selection={selection}
        onSelect={select}
      />
      <BatchBar
        chosen={shown.filter((photo) => selection.chosen.has(photo.id))}
        outcomes={outcomes}
        onNone={() => select(chooseNone)}
      />
    </>
  )
}

/** The purposes that the school has a channel for, each once. */
function useChannelPurposes(): readonly string[] {
  const [mayChannels, mayClearances] = [useMay('channel:view'), useMay('clearance:view')]
  const channels = useQuery({ ...channelsQuery, enabled: mayChannels && mayClearances })
  return useMemo(
    () => [...new Set((channels.data ?? []).map((channel) => channel.purpose))].toSorted(),
    [channels.data],
  )
}

function FailedScans({ photos }: { photos: readonly PhotoRow[] }) {
  const failed = photos.filter((photo) => photo.scan_state === 'failed')
  const scanAgain = useScanAgain()
  if (failed.length === 0) return null
  return (
    <div className="notice row" data-tone="bad">
      <p className="fill">
        {failed.length === 1
          ? 'The scan of one photo failed.'
          : `The scan of ${failed.length} photos failed.`}{' '}
        Until a scan works, such a photo can’t go out.
      </p>
      <button type="button" disabled={scanAgain.isPending} onClick={() => scanAgain.mutate(failed)}>
        Try again
      </button>
    </div>
  )
}
