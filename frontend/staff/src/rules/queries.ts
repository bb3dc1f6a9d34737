import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'

/** The rulebook. */
export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: () => answer(api.GET('/api/rules')),
  staleTime: Number.POSITIVE_INFINITY,
})
