import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { EventRow } from '../api/types'
import { eventsQuery } from '../events/queries'

export const purposesQuery = queryOptions({
  queryKey: ['purposes'],
  queryFn: () => answer(api.GET('/api/purposes')),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The uses that rest on public task, so that families can object to them (C13); from the form in use. */
export const publicTaskQuery = queryOptions({
  queryKey: ['form', 'family', 'public task'],
  queryFn: async () => {
    const params = { path: { kind: 'family' as const } }
    const form = await answer(api.GET('/api/forms/{kind}/preview', { params }))
    return form.questions.filter(({ basis }) => basis === 'public_task')
  },
})

/** Gives the name of a purpose by its id; the id itself until the names are here. The same function until they change. */
export function usePurposeNames(): (id: string) => string {
  const purposes = useQuery(purposesQuery).data
  return useCallback((id) => purposes?.find((purpose) => purpose.id === id)?.name ?? id, [purposes])
}

const NO_EVENTS: EventRow[] = []

/** The school's events, newest first; none until they are here, or where the role doesn't see them. */
export function useEvents(): EventRow[] {
  return useQuery({ ...eventsQuery, enabled: useMay('event:view') }).data ?? NO_EVENTS
}
