import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { SchoolPolicy } from '../api/types'
import { useToast } from '../parts/Toasts'

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: () => answer(api.GET('/api/school/policy')),
})

export function useChangePolicy(revision: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (policy: SchoolPolicy) =>
      answer(api.PUT('/api/school/policy', { body: { revision, policy } })),
    onSuccess: (changed) => {
      queries.setQueryData(policyQuery.queryKey, changed)
      toast('Saved. It holds from now on.')
      for (const kind of ['standing', 'clearances', 'form', 'placements']) {
        void queries.invalidateQueries({ queryKey: [kind] })
      }
    },
  })
}

/** What would come down, and what would go out, under another policy. */
export function useTrial() {
  return useMutation({
    mutationFn: (body: SchoolPolicy) => answer(api.POST('/api/school/policy/preview', { body })),
  })
}
