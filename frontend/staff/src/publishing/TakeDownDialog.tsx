import { useQueries, useQuery } from '@tanstack/react-query'
import type { PhotoRow, Placement } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { ProblemNotice } from '../parts/ProblemNotice'
import { count } from '../parts/wording'
import { channelsQuery, placementsQuery } from './queries'
import { useTakeDown } from './takeDown'

/** Takes chosen photos down from a channel that they are on. */
export function TakeDownDialog({ photos, onClose }: { photos: readonly PhotoRow[]; onClose: () => void }) {
  const channels = useQuery(channelsQuery).data ?? []
  const lists = useQueries({ queries: channels.map((channel) => placementsQuery(channel.id)) })
  const takeDown = useTakeDown()
  const failed = lists.find((list) => list.isError)
  const isLoading = lists.some((list) => list.isPending)
  const chosen = new Set(photos.map((photo) => photo.id))
  const where = channels
    .map((channel, at) => ({ channel, placements: inPlace(lists[at]?.data ?? [], chosen) }))
    .filter(({ placements }) => placements.length > 0)
  const take = (placements: Placement[]) => {
    onClose()
    void takeDown(placements)
  }
  return (
    <Dialog title="Take down from a channel" onClose={onClose}>
      {failed && <ProblemNotice thrown={failed.error} retry={() => void failed.refetch()} />}
      {isLoading && <p role="status">Loading…</p>}
      {!isLoading && !failed && where.length === 0 && <p>None of these photos is on a channel.</p>}
      <ul className="plain stack">
        {where.map(({ channel, placements }) => (
          <li key={channel.id} className="row">
            <button type="button" className="danger" onClick={() => take(placements)}>
              Take {count(placements.length, 'picture')} down from {channel.name}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function inPlace(placements: readonly Placement[], photoIds: ReadonlySet<string>): Placement[] {
  return placements.filter((placement) => placement.removed_at === null && photoIds.has(placement.photo_id))
}
