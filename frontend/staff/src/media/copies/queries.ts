import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../api/client'
import { useToast } from '../../parts/Toasts'

/** What the reader still has to delete from a device of their own, for each event. */
export const ownCopiesQuery = queryOptions({
  queryKey: ['own copies'],
  queryFn: () => answer(api.GET('/api/photos/own-copies')),
})

/** Who still has to. */
export const owedCopiesQuery = queryOptions({
  queryKey: ['owed copies'],
  queryFn: () => answer(api.GET('/api/photos/copies-owed')),
})

/** Says that all of one's own copies of an event are deleted, with a way to take that back. */
export function useSayDeleted(eventId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  const body = { event_id: eventId }
  const kept = useMutation({
    mutationFn: () => answer(api.POST('/api/photos/own-copies/kept', { body })),
    onSuccess: (owed) => queries.setQueryData(ownCopiesQuery.queryKey, owed),
  })
  return useMutation({
    mutationFn: () => answer(api.POST('/api/photos/own-copies/deleted', { body })),
    onSuccess: (owed) => {
      queries.setQueryData(ownCopiesQuery.queryKey, owed)
      toast('Noted: you have deleted them from your own device.', { undo: () => kept.mutate() })
    },
  })
}
