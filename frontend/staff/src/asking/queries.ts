import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { Round } from '../api/types'
import type { AskedFilter } from './filter'

export const PAGE = 100
const WHILE_SENDING_MS = 3000

export const roundsQuery = queryOptions({
  queryKey: ['rounds'],
  queryFn: () => answer(api.GET('/api/rounds')),
})

const at = (roundId: string) => ({ params: { path: { round_id: roundId } } })

/** Looked at again and again while its mails go out. */
export const roundQuery = (roundId: string) =>
  queryOptions({
    queryKey: ['rounds', roundId],
    queryFn: () => answer(api.GET('/api/rounds/{round_id}', at(roundId))),
    refetchInterval: ({ state }) => (isSending(state.data) ? WHILE_SENDING_MS : false),
  })

export function isSending(round: Round | undefined): boolean {
  return round !== undefined && round.ended_at === null && round.counts.waiting > 0
}

export const askedQuery = (roundId: string, filter: AskedFilter, offset: number) =>
  queryOptions({
    queryKey: ['rounds', roundId, 'people', filter, offset],
    queryFn: () =>
      answer(
        api.GET('/api/rounds/{round_id}/people', {
          params: {
            path: { round_id: roundId },
            query: {
              show: filter.show,
              class_name: filter.class ?? '',
              search: filter.search ?? '',
              limit: PAGE,
              offset,
            },
          },
        }),
      ),
    placeholderData: (before) => before,
  })

export function useRoundVerbs(roundId: string) {
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['rounds'] })
  const chase = useMutation({
    mutationFn: () => answer(api.POST('/api/rounds/{round_id}/chase', at(roundId))),
    onSuccess,
  })
  const end = useMutation({
    mutationFn: () => answer(api.POST('/api/rounds/{round_id}/end', at(roundId))),
    onSuccess,
  })
  const print = useMutation({
    mutationFn: (requestIds: string[]) =>
      answer(
        api.POST('/api/rounds/{round_id}/letters', {
          ...at(roundId),
          body: { request_ids: requestIds },
          parseAs: 'blob',
        }),
      ),
    onSuccess: async (letters) => {
      save(letters as Blob, 'letters.pdf')
      await onSuccess()
    },
  })
  return { chase, end, print }
}

function save(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
