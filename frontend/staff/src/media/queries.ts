import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { answer, api } from '../api/client'
import type { PhotoRow, ScanProgress } from '../api/types'
import type { OutcomesByPhoto } from './filter'
import { isBehind, isBeingScanned } from './scanProgress'

const SCAN_POLL_MS = 2500
/** What each photo of a list adds to the time until it is asked for again: a long list isn't read every few seconds. */
const POLL_MS_A_PHOTO = 15

export const photosQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['photos', eventId],
    queryFn: async () =>
      (await answer(api.GET('/api/photos', { params: { query: { event_id: eventId } } }))).items,
    refetchInterval: ({ state }) =>
      state.data?.some(isBeingScanned) ? SCAN_POLL_MS + state.data.length * POLL_MS_A_PHOTO : false,
  })

/** The event's photos that are alike: the ids of each group, in the order in which they were taken. Anew for more that are `scanned`. */
export const groupsQuery = (eventId: string, scanned = 0) =>
  queryOptions({
    queryKey: ['alike', eventId, scanned],
    queryFn: async () => {
      const params = { params: { query: { event_id: eventId } } }
      return (await answer(api.GET('/api/photos/groups', params))).groups.map(({ photo_ids }) => photo_ids)
    },
    staleTime: 30_000,
    placeholderData: (before?: string[][]) => before,
  })

/** How far the scan of an event's photos is; asked anew while it goes on, or while `isGrowing`. */
export function useScanProgress(eventId: string, isGrowing: boolean) {
  return useQuery({
    queryKey: ['scan progress', eventId],
    queryFn: () => answer(api.GET('/api/photos/progress', { params: { query: { event_id: eventId } } })),
    refetchInterval: ({ state }) => (isGrowing || state.data?.waiting ? SCAN_POLL_MS : false),
  })
}

/** Asks for the photos again where the list is behind the scan: more are there, or the last is scanned. */
export function usePhotosInStep(
  eventId: string,
  photos: readonly PhotoRow[] | undefined,
  progress: ScanProgress | undefined,
): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (photos && progress && isBehind(photos, progress)) {
      void queries.invalidateQueries({ queryKey: ['photos', eventId] })
    }
    // Once for each answer about the progress.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [progress])
}

/** What may go out, for each photo of an event and the given purposes; asked anew whenever a photo changed. */
export function useOutcomes(
  eventId: string,
  photos: readonly PhotoRow[] | undefined,
  purposes: readonly string[],
) {
  const version = useMemo(() => photos?.map(versionOf).join(' '), [photos])
  return useQuery({
    queryKey: ['clearances', eventId, purposes, version],
    queryFn: async (): Promise<OutcomesByPhoto> => {
      const body = { event_id: eventId, purposes: [...purposes] }
      const { items } = await answer(api.POST('/api/clearances', { body }))
      return new Map(items.map((item) => [item.photo_id, item.outcomes]))
    },
    enabled: purposes.length > 0 && version !== undefined && version !== '',
    placeholderData: (before) => before,
  })
}

function versionOf(photo: PhotoRow): string {
  return `${photo.id}.${photo.people_version}.${photo.scan_state}.${photo.reviewed}`
}
