import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { Placement, Settled } from '../api/types'

/** What waits for a second person, that first which has waited longest (P6). */
export const releasesQuery = queryOptions({
  queryKey: ['releases'],
  queryFn: () => answer(api.GET('/api/releases')),
})

/** What is to be looked at again within so many days, that first which is due first (P8). */
export const reviewsQuery = (within: number) =>
  queryOptions({
    queryKey: ['reviews', within],
    queryFn: () => answer(api.GET('/api/reviews', { params: { query: { due_within: within } } })),
  })

/** The words are those that were read: where somebody wrote others meanwhile, it is refused. */
export const release = ({ id, words }: Placement) =>
  settled(api.POST('/api/placements/release', { body: { items: [{ id, words }] } }))
export const takeReleaseBack = (id: string) =>
  settled(api.POST('/api/placements/release/undo', { body: { ids: [id] } }))
export const keep = ({ id }: Placement) => settled(api.POST('/api/placements/keep', { body: { ids: [id] } }))

/** The answer for the one placement that was asked about. */
async function settled(request: Parameters<typeof answer<{ items: Settled[] }>>[0]): Promise<Settled> {
  const [item] = (await answer(request)).items
  if (!item) throw new TypeError('No answer for this picture.')
  return item
}

/** Has everything asked for anew that shows placements. */
export function useRefreshPlacements(): () => Promise<unknown> {
  const queries = useQueryClient()
  return () =>
    Promise.all(
      ['placements', 'channels', 'releases', 'reviews'].map((kind) =>
        queries.invalidateQueries({ queryKey: [kind] }),
      ),
    )
}
