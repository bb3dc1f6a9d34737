/** Looking for everybody who must not be in a crowd picture, for all the uses that wait for it at once (E6). */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { CrowdLook, Photo, PurposeId } from '../api/types'
import { everybody } from './crowd'

/** Whom to look for, for these uses. Each look is recorded, so it is asked for only when somebody wants to look. */
export function useCrowdLooks(photo: Photo, purposes: readonly PurposeId[]) {
  return useQuery({
    queryKey: ['workbench', 'crowd', photo.id, photo.people_version, purposes],
    queryFn: () =>
      Promise.all(
        purposes.map((purpose) =>
          answer(
            api.GET('/api/photos/{photo_id}/crowd-check', {
              params: { path: { photo_id: photo.id }, query: { purpose } },
            }),
          ),
        ),
      ),
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** Says, by name, that none of those who were looked for is in the picture; one use after the other. */
export function useCrowdCheck(photo: Photo) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (looks: readonly CrowdLook[]) => {
      const looked_for = everybody(looks).map(({ id }) => id)
      for (const { purpose } of looks) {
        const body = { people_version: photo.people_version, purpose: purpose as PurposeId, looked_for }
        // Each holds the picture's rows: side by side they would only wait for one another.
        // oxlint-disable-next-line no-await-in-loop
        await answer(
          api.POST('/api/photos/{photo_id}/crowd-check', { params: { path: { photo_id: photo.id } }, body }),
        )
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['workbench', 'clearance', photo.id] }),
  })
}
