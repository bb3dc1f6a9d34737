import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { answer, api } from '../api/client'

export const purposesQuery = queryOptions({
  queryKey: ['purposes'],
  queryFn: () => answer(api.GET('/api/purposes')),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Gives the name of a purpose by its id; the id itself until the names are here. The same function until they change. */
export function usePurposeNames(): (id: string) => string {
  const purposes = useQuery(purposesQuery).data
  return useCallback((id) => purposes?.find((purpose) => purpose.id === id)?.name ?? id, [purposes])
}
