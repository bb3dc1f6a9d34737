import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { CoverStyle, Placement, PlacementResult } from '../api/types'

const PLACED_AT_ONCE = 5
const MOST_PLACEMENTS = 2000

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => answer(api.GET('/api/channels')),
})

/** What a channel can be, in the order in which people choose. */
export const kindsQuery = queryOptions({
  queryKey: ['channel kinds'],
  queryFn: () => answer(api.GET('/api/channels/kinds')),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Everything that stands on a channel or did, newest first. */
export const placementsQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['placements', channelId],
    queryFn: () => {
      const query = { channel_id: channelId, removed: true, limit: MOST_PLACEMENTS }
      return answer(api.GET('/api/placements', { params: { query } }))
    },
  })

/** A photo with the words that go out with it. */
export interface ToPlace {
  photo_id: string
  caption: string
  alt: string
  cover_style?: CoverStyle
}

/**
 * Places photos on a channel, some at a time, and tells how many are done. The answer says for each whether it was placed,
 * or why not; what comes after a broken connection says that.
 */
export async function place(
  channelId: string,
  items: readonly ToPlace[],
  onProgress?: (done: number) => void,
): Promise<PlacementResult[]> {
  const results: PlacementResult[] = []
  while (results.length < items.length) {
    const some = items.slice(results.length, results.length + PLACED_AT_ONCE)
    // One request after the other: each makes pictures, and shows how far it is.
    // oxlint-disable-next-line no-await-in-loop
    results.push(...(await placeSome(channelId, some)))
    onProgress?.(results.length)
  }
  return results
}

async function placeSome(channelId: string, items: readonly ToPlace[]): Promise<readonly PlacementResult[]> {
  try {
    const placed = await answer(
      api.POST('/api/placements', { body: { channel_id: channelId, items: [...items] } }),
    )
    return 'items' in placed ? placed.items : []
  } catch (thrown) {
    const problem = asProblem(thrown).document
    return items.map(({ photo_id }) => ({ photo_id, outcome: 'refused', placement: null, problem }))
  }
}

/** `why`: for whoever put them there. */
export async function takeDown(placements: readonly Placement[], why = ''): Promise<void> {
  await answer(api.POST('/api/placements/remove', { body: { ids: placements.map(({ id }) => id), why } }))
}

/** Puts back, as it was, what the reader has just taken down. Gives how many are back. */
export async function putBack(placements: readonly Placement[]): Promise<number> {
  const body = { ids: placements.map(({ id }) => id) }
  const { items } = await answer(api.POST('/api/placements/remove/undo', { body }))
  return items.filter(({ outcome }) => outcome === 'done').length
}
