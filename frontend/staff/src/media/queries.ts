import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api } from '../api/client'
import type { PhotoRow } from '../api/types'
import type { OutcomesByPhoto } from './filter'

const SCAN_POLL_MS = 2500

export const photosQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['photos', eventId],
    queryFn: async () =>
      (await answer(api.GET('/api/photos', { params: { query: { event_id: eventId } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some(isBeingScanned) ? SCAN_POLL_MS : false),
  })

function isBeingScanned(photo: PhotoRow): boolean {
  return photo.scan_state === 'waiting'
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
