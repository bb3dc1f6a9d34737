import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'

/** A look goes on in the background: the page asks anew so often, in milliseconds. */
const WATCHED = 5000

export const pagesQuery = queryOptions({
  queryKey: ['websites', 'pages'],
  queryFn: () => answer(api.GET('/api/websites')),
  refetchInterval: WATCHED,
})

export const findingsQuery = (ended: boolean) =>
  queryOptions({
    queryKey: ['websites', 'findings', ended],
    queryFn: () => answer(api.GET('/api/websites/findings', { params: { query: { ended } } })),
    refetchInterval: WATCHED,
  })
