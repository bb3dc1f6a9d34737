/** What the workbench reads from the service. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { answer, api } from '../api/client'
import type { Adult, AlikePhoto, AppliedItem, ChildRow, Photo, Suggestion } from '../api/types'
import type { Candidate, Suggested } from './finder'
import { needsSomebody } from '../media/toDo'
import { isLarge } from '../events/scales'
import { policyQuery } from '../schools/queries'
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

function useEvent(eventId: string) {
  return useQuery({
    queryKey: ['workbench', 'event', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}', { params: { path: { event_id: eventId } } })),
    staleTime: 60_000,
  })
}

/** The children who take part in the event, for the finder. */
export function useParticipants(eventId: string): Candidate[] {
  const { data } = useEvent(eventId)
  return useMemo(() => data?.participants.map(asCandidate) ?? [], [data])
}

/** Whether people can be one of the crowd here, and up to what share of the picture's height (E6). */
export function useCrowd(eventId: string): { isOffered: boolean; share: number } {
  const { data } = useEvent(eventId)
  const isOffered = data !== undefined && isLarge(data.scale)
  const policy = useQuery({ ...policyQuery, enabled: isOffered })
  return { isOffered, share: policy.data?.policy.crowd_face_share ?? 0 }
}

export interface Suggestions {
  children: Suggested[]
  adults: Suggested[]
}

const NOBODY: Suggestions = { children: [], adults: [] }

/** Whom the event's other pictures and its list suggest for the photo as it is saved now, the most likely first; null until it is known. */
export function useSuggestions({ id, people_version }: Photo): Suggestions | null {
  const { data, isError } = useQuery({
    queryKey: ['workbench', 'suggestions', id, people_version],
    queryFn: async (): Promise<Suggestions> => {
      const params = { params: { path: { photo_id: id } } }
      const { children, adults } = await answer(api.GET('/api/photos/{photo_id}/suggestions', params))
      return { children: children.map(asSuggested), adults: adults.map(asSuggested) }
    },
    gcTime: 0,
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
  })
  return data ?? (isError ? NOBODY : null)
}

function asSuggested({ id, name, class_name, why }: Suggestion): Suggested {
  return { id, name, detail: class_name, why }
}

/** Another photo of the event, as it is when `current` is opened: to take over who is in it. */
export function useOther(photoId: string | null, current: string): Photo | null {
  const { data } = useQuery({
    queryKey: ['workbench', 'other', photoId, current],
    queryFn: () => peopleService.get(photoId ?? ''),
    enabled: photoId !== null,
    gcTime: 0,
  })
  return data ?? null
}

/** The photos with everybody in them, each as it is now; those that couldn't be read are left out. */
export function usePhotos(ids: readonly string[]) {
  return useQuery({
    queryKey: ['workbench', 'look over', ids],
    queryFn: () => Promise.all(ids.map((id) => peopleService.get(id))),
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** Says who is in other photos that are like this one, and how many; with an answer for each (W2). */
export async function applyTo(photo: Photo, items: AlikePhoto[]): Promise<AppliedItem[]> {
  const params = { path: { photo_id: photo.id } }
  return (await answer(api.POST('/api/photos/{photo_id}/apply-to', { params, body: { items } }))).items
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
  const keep = useKeepToDo(mayReview)
  useEffect(() => keep([photo]), [keep, photo])
}

/** Keeps what is to do true of these photos of one event. */
export function useKeepToDo(mayReview: boolean): (photos: readonly Photo[]) => void {
  const queries = useQueryClient()
  return useCallback(
    (photos) => {
      for (const photo of photos)
        queries.setQueryData<ToDo>(
          ['workbench', 'to-do', photo.event_id],
          (before) => before && kept(before, photo, mayReview),
        )
    },
    [queries, mayReview],
  )
}

/** The ids of an event's photos, and of those about which somebody can still do something. */
export interface ToDo {
  all: string[]
  toDo: Set<string>
}

function kept(before: ToDo, photo: Photo, mayReview: boolean): ToDo {
  const others = [...before.toDo].filter((id) => id !== photo.id)
  return { ...before, toDo: new Set(needsSomebody(photo, mayReview) ? [...others, photo.id] : others) }
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
