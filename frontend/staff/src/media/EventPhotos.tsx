import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useMay } from '../accounts/session'
import type { PhotoRow } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { count } from '../parts/wording'
import { channelsQuery } from '../publishing/queries'
import { BatchBar, useScanAgain } from './BatchBar'
import { FilterBar } from './FilterBar'
import { type GridFilter, isShown, type OutcomesByPhoto } from './filter'
import { rememberOrder } from './order'
import { PhotoGrid } from './PhotoGrid'
import { groupsQuery, photosQuery, useOutcomes, usePhotosInStep, useScanProgress } from './queries'
import { ScanLine } from './ScanLine'
import { chooseNone, keepShown, NOTHING_CHOSEN, type Selection } from './selection'
import { stacked } from './stacks'
import { needsSomebody } from './toDo'
import { useUploads } from './upload/uploads'

const NO_OUTCOMES: OutcomesByPhoto = new Map()
const NO_GROUPS: string[][] = []

/** The photos of an event: which there are, what may go out, and what to do with many of them. */
export function EventPhotos({ eventId, filter }: { eventId: string; filter: GridFilter }) {
  const photos = useQuery(photosQuery(eventId))
  const progress = useScanProgress(eventId, useUploads(eventId).uploader.isBusy).data
  usePhotosInStep(eventId, photos.data, progress)
  return (
    <section aria-labelledby="photos-heading">
      <h2 id="photos-heading">Photos</h2>
      {progress && <ScanLine progress={progress} />}
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
  const { tiles, seen, stacks, fold } = useStacks(eventId, photos, shown)
  const order = useMemo(() => seen.map(({ photo }) => photo.id), [seen])
  const [kept, setKept] = useState(NOTHING_CHOSEN)
  const selection = useMemo(() => keepShown(kept, order), [kept, order])
  const select = useCallback(
    (to: (selection: Selection) => Selection) => setKept((before) => to(keepShown(before, order))),
    [order],
  )
  useEffect(() => rememberOrder(tiles.map(({ photo }) => photo.id)), [tiles])
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
        <NextToDo photos={tiles.map(({ photo }) => photo)} />
      </div>
      <FailedScans photos={photos} />
      {clearances.isError && (
        <ProblemNotice thrown={clearances.error} retry={() => void clearances.refetch()} />
      )}
      {shown.length === 0 && <p className="card">No photo is like this. Choose another filter.</p>}
      {stacks > 0 && <Stacks stacks={stacks} fold={fold} />}
      <PhotoGrid
        tiles={seen}
        outcomes={outcomes}
        purposeName={purposeName}
        selection={selection}
        onSelect={select}
        onFold={fold.one}
      />
      <BatchBar
        chosen={shown.filter((photo) => selection.chosen.has(photo.id))}
        outcomes={outcomes}
        onNone={() => select(chooseNone)}
      />
    </>
  )
}

/** The photos as tiles, those that are alike in stacks that can be unfolded. */
function useStacks(eventId: string, photos: readonly PhotoRow[], shown: readonly PhotoRow[]) {
  const scanned = photos.filter(({ scan_state }) => scan_state === 'scanned').length
  const { data: groups = NO_GROUPS } = useQuery(groupsQuery(eventId, scanned))
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const tiles = useMemo(() => stacked(shown, groups, unfolded), [shown, groups, unfolded])
  const seen = useMemo(() => tiles.filter(({ isSeen }) => isSeen), [tiles])
  const one = useCallback((key: string) => setUnfolded((before) => toggled(before, key)), [])
  const all = (unfold: boolean) =>
    setUnfolded(new Set(unfold ? tiles.flatMap(({ stack }) => stack?.key ?? []) : []))
  const stacks = tiles.filter(({ stack }) => stack).length
  const isAllUnfolded = tiles.length === seen.length
  return { tiles, seen, stacks, fold: { one, all, isAllUnfolded } }
}

function toggled(set: ReadonlySet<string>, key: string): Set<string> {
  const copy = new Set(set)
  if (!copy.delete(key)) copy.add(key)
  return copy
}

interface StacksProps {
  stacks: number
  fold: { all(unfold: boolean): void; isAllUnfolded: boolean }
}

/** Says that there are stacks, and unfolds all of them at once. */
function Stacks({ stacks, fold: { all, isAllUnfolded } }: StacksProps) {
  return (
    <p className="row">
      <span className="soft">
        {count(stacks, 'stack')} of pictures that are alike: name one, then apply it to the others.
      </span>
      <button type="button" className="quiet small" onClick={() => all(!isAllUnfolded)}>
        {isAllUnfolded ? 'Stack them' : 'Show each picture'}
      </button>
    </p>
  )
}

/** The way into naming: the first photo shown about which somebody can still do something. */
function NextToDo({ photos }: { photos: readonly PhotoRow[] }) {
  const mayReview = useMay('photo:review')
  const navigate = useNavigate()
  const toDo = photos.filter((photo) => needsSomebody(photo, mayReview))
  const first = toDo[0]
  if (!first) return null
  const open = () => void navigate({ to: '/photos/$photoId', params: { photoId: first.id } })
  return (
    <button type="button" className="primary" onClick={open}>
      Next to do ({toDo.length})
    </button>
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
