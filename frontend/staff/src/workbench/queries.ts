/** What the workbench reads from the service. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { answer, api } from '../api/client'
import type { Adult, ChildRow, Photo, PhotoRow } from '../api/types'
import type { Candidate } from './finder'
import { peopleService } from './saving'

const SCAN_POLL_MS = 2_000
const TYPING_PAUSE_MS = 180

/** The photo as it is when it is opened; asked for again only while it waits for its scan. */
export function usePhoto(photoId: string) {
  return useQuery({
    queryKey: ['workbench', 'photo', photoId],
    queryFn: () => peopleService.get(photoId),
    gcTime: 0,
    // The photo before stays on the page, out of reach, until this one is there: nothing jumps.
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchInterval: (query) => (query.state.data?.scan_state === 'waiting' ? SCAN_POLL_MS : false),
  })
}

/** Asks for another scan of a photo whose scan failed. */
export function useScanAgain(photoId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answer(api.POST('/api/photos/{photo_id}/scan', { params: { path: { photo_id: photoId } } })),
    onSuccess: (photo) => queries.setQueryData(['workbench', 'photo', photoId], photo),
  })
}

/** Confirms, by name, how many people are in the picture (W2). */
export function confirmCount(photo: Photo, head_count: number): Promise<Photo> {
  const body = { people_version: photo.people_version, head_count }
  return answer(api.POST('/api/photos/{photo_id}/review', { params: { path: { photo_id: photo.id } }, body }))
}

/** The decisions for the photo as it is saved now. The last ones stay until the new ones are there. */
export function useClearance(photo: Photo) {
  return useQuery({
    queryKey: ['workbench', 'clearance', photo.id, photo.people_version, photo.review?.at ?? null],
    queryFn: () =>
      answer(api.GET('/api/photos/{photo_id}/clearance', { params: { path: { photo_id: photo.id } } })),
    placeholderData: keepPreviousData,
  })
}

/** Each purpose's name by its id. */
export function usePurposeNames(): Map<string, string> {
  const { data } = useQuery({
    queryKey: ['workbench', 'purposes'],
    queryFn: () => answer(api.GET('/api/purposes')),
    staleTime: Infinity,
  })
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data])
}

/** The children who take part in the event, for the finder. */
export function useParticipants(eventId: string): Candidate[] {
  const { data } = useQuery({
    queryKey: ['workbench', 'participants', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}', { params: { path: { event_id: eventId } } })),
    staleTime: 60_000,
  })
  return useMemo(() => data?.participants.map(asCandidate) ?? [], [data])
}

/** Children of the whole school for what is typed, once the typing pauses. */
export function useSchoolSearch(typed: string): { found: Candidate[]; searching: boolean } {
  const search = useSettled(typed.trim(), TYPING_PAUSE_MS)
  const { data, isFetching } = useQuery({
    queryKey: ['workbench', 'children', search],
    queryFn: () => answer(api.GET('/api/children', { params: { query: { search, limit: 12 } } })),
    enabled: search.length > 0,
    staleTime: 60_000,
  })
  const found = useMemo(() => data?.items.map(asCandidate) ?? [], [data])
  const searching = typed.trim() !== search || isFetching
  return { found: searching ? [] : found, searching }
}

export function useAdults() {
  return useQuery({ queryKey: ['workbench', 'adults'], queryFn: () => answer(api.GET('/api/adults')) })
}

/** Adds an adult, so that the picture can name them. */
export function useNewAdult() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/adults', { body: { name } })),
    onSuccess: (adult: Adult) =>
      queries.setQueryData<Adult[]>(['workbench', 'adults'], (adults = []) => [...adults, adult]),
  })
}

/** The ids of the event's photos, and those about which the signed-in person can still do something. */
export function useToDo(eventId: string, mayReview: boolean) {
  return useQuery({
    queryKey: ['workbench', 'to-do', eventId],
    queryFn: async () => {
      const { items } = await answer(api.GET('/api/photos', { params: { query: { event_id: eventId } } }))
      const toDo = items.filter((photo) => needsSomebody(photo, mayReview)).map(({ id }) => id)
      return { all: items.map(({ id }) => id), toDo: new Set(toDo) }
    },
  })
}

/** Keeps what is to do true of the photo that is open, without asking the service for the whole list again. */
export function useKeptToDo(photo: Photo, mayReview: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    queries.setQueryData<{ all: string[]; toDo: Set<string> }>(
      ['workbench', 'to-do', photo.event_id],
      (before) => {
        const others = [...(before?.toDo ?? [])].filter((id) => id !== photo.id)
        return (
          before && {
            ...before,
            toDo: new Set(needsSomebody(photo, mayReview) ? [...others, photo.id] : others),
          }
        )
      },
    )
  }, [queries, photo, mayReview])
}

function needsSomebody({ scan_state, open, reviewed }: PhotoRow, mayReview: boolean): boolean {
  if (scan_state !== 'scanned') return scan_state === 'failed'
  return open > 0 || (mayReview && !reviewed)
}

function asCandidate({ id, name, class_name }: Pick<ChildRow, 'id' | 'name' | 'class_name'>): Candidate {
  return { id, name, detail: class_name }
}

/** The value as it was when it last stood still for `pause` milliseconds. */
function useSettled(value: string, pause: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value, pause])
  return settled
}
