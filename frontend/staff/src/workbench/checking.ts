import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { Confirmed, Photo } from '../api/types'

/** Says, by name, that the picture as it stands may go out (P5, P7); then every decision is asked for anew. */
export function useCheck({ id, people_version }: Photo, kind: Photo['checks'][number]['kind']) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (confirms: Confirmed[]) => {
      const body = { people_version, kind, confirms }
      return answer(api.POST('/api/photos/{photo_id}/checks', { params: { path: { photo_id: id } }, body }))
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['workbench', 'clearance', id] }),
  })
}
