import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { ChildRow } from '../api/types'

export interface RosterFilter {
  search?: string
  class?: string
}

export const PAGE = 100
const MOST_AT_ONCE = 1000

export const classesQuery = queryOptions({
  queryKey: ['classes'],
  queryFn: () => answer(api.GET('/api/classes')),
})

export const childrenQuery = (filter: RosterFilter, offset: number) =>
  queryOptions({
    queryKey: ['children', filter, offset],
    queryFn: () => childrenPage(filter, PAGE, offset),
    placeholderData: (before) => before,
  })

/** Everybody on the roster, page after page. */
export const allChildrenQuery = queryOptions({
  queryKey: ['children', 'all'],
  queryFn: async () => {
    const found: ChildRow[] = []
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const page = await childrenPage({}, MOST_AT_ONCE, found.length)
      found.push(...page.items)
      if (page.items.length === 0 || found.length >= page.total) return found
    }
  },
  staleTime: 60_000,
})

function childrenPage(filter: RosterFilter, limit: number, offset: number) {
  const query = {
    ...(filter.search ? { search: filter.search } : {}),
    ...(filter.class ? { class_id: filter.class } : {}),
    limit,
    offset,
  }
  return answer(api.GET('/api/children', { params: { query } }))
}

export const childQuery = (childId: string) =>
  queryOptions({
    queryKey: ['child', childId],
    queryFn: () => answer(api.GET('/api/children/{child_id}', { params: { path: { child_id: childId } } })),
  })

export const adultsQuery = queryOptions({
  queryKey: ['adults'],
  queryFn: () => answer(api.GET('/api/adults')),
})
