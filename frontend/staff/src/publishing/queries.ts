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

export async function takeDown(placements: readonly Placement[]): Promise<void> {
  await answer(api.POST('/api/placements/remove', { body: { ids: placements.map(({ id }) => id) } }))
}

/** Puts back what was taken down; anew, so the rules are asked again. Gives how many are back. */
export async function placeAgain(placements: readonly Placement[]): Promise<number> {
  const channels = Map.groupBy(placements, (placement) => placement.channel_id)
  const results = await Promise.all(
    [...channels].map(([channelId, some]) => place(channelId, some.map(textsOf))),
  )
  return results.flat().filter((result) => result.outcome === 'placed').length
}

function textsOf({ photo_id, caption, alt, cover_style }: Placement): ToPlace {
  return { photo_id, caption, alt, cover_style }
}
