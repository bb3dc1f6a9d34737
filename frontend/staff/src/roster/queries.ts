import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { ChildRow } from '../api/types'
import { useToast } from '../parts/Toasts'
import type { ChildDetails } from './ChildForm'
import type { GuardianDetails } from './GuardianForm'

export interface RosterFilter {
  search?: string
  class?: string
  /** Those who have left as well. */
  leavers?: true
  /** Nobody but those who have left, or who turn 18 soon. */
  only?: 'left' | 'turning_18'
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
    ...(filter.leavers ? { leavers: true } : {}),
    ...(filter.only ? { only: filter.only } : {}),
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

/** Corrects a child's record, or notes the day that they left: what is given changes, the rest stays. */
export function useChangeChild(childId: string, done: string, onDone: () => void) {
  const changed = useChanged(childId, onDone)
  return useMutation({
    mutationFn: (body: Partial<ChildDetails> & { left_on?: string | null }) =>
      answer(api.PATCH('/api/children/{child_id}', { params: { path: { child_id: childId } }, body })),
    onSuccess: () => changed(done),
  })
}

export function useAddGuardian(childId: string, onDone: () => void) {
  const changed = useChanged(childId, onDone)
  return useMutation({
    mutationFn: (body: GuardianDetails) =>
      answer(
        api.POST('/api/children/{child_id}/guardians', { params: { path: { child_id: childId } }, body }),
      ),
    onSuccess: () => changed('Added.'),
  })
}

export function useChangeGuardian(childId: string, guardian_id: string, onDone: () => void) {
  const changed = useChanged(childId, onDone)
  return useMutation({
    mutationFn: (body: Partial<GuardianDetails>) =>
      answer(
        api.PATCH('/api/children/{child_id}/guardians/{guardian_id}', {
          params: { path: { child_id: childId, guardian_id } },
          body,
        }),
      ),
    onSuccess: () => changed('Saved.'),
  })
}

/** A child's record is another than before: what rests on it is asked for again. */
function useChanged(childId: string, onDone: () => void): (done: string) => void {
  const queries = useQueryClient()
  const toast = useToast()
  return (done) => {
    toast(done)
    onDone()
    const resting = [
      ['child', childId],
      ['standing', 'child', childId],
      ['answers', 'child', childId],
      ['family-links', 'child', childId],
    ]
    const lists = ['children', 'classes', 'event', 'events', 'clearances', 'placements'].map((kind) => [kind])
    for (const queryKey of [...resting, ...lists]) void queries.invalidateQueries({ queryKey })
  }
}
