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
      for (const kind of ['standing', 'clearances', 'form']) {
        void queries.invalidateQueries({ queryKey: [kind] })
      }
    },
  })
}
