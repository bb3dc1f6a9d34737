import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { BreachDecision, BreachDetail, Theme } from '../api/types'
import { download } from '../parts/download'
import { useToast } from '../parts/Toasts'

/** The clock runs: the pages look again every minute. */
const WATCHED = 60_000

export const breachesQuery = (closed: boolean) =>
  queryOptions({
    queryKey: ['breaches', 'list', closed],
    queryFn: () => answer(api.GET('/api/breaches', { params: { query: { closed } } })),
    refetchInterval: WATCHED,
  })

export const breachQuery = (id: string) =>
  queryOptions({
    queryKey: ['breaches', 'one', id],
    queryFn: () => answer(api.GET('/api/breaches/{breach_id}', at(id))),
  })

export const writeDown = (body: { what: string; known_at: string; child_ids: string[] }) =>
  answer(api.POST('/api/breaches', { body }))

/** What can be done about a breach: each gives it as it is then. */
export const verbs = (id: string) => ({
  note: (text: string) => answer(api.POST('/api/breaches/{breach_id}/notes', { ...at(id), body: { text } })),
  affect: (body: { child_ids: string[]; text: string }) =>
    answer(api.POST('/api/breaches/{breach_id}/children', { ...at(id), body })),
  decide: (body: { decision: BreachDecision; reason: string }) =>
    answer(api.POST('/api/breaches/{breach_id}/decision', { ...at(id), body })),
  toldRegulator: (body: { at: string; reference: string }) =>
    answer(api.POST('/api/breaches/{breach_id}/regulator', { ...at(id), body })),
  toldFamily: (body: { child_id: string; how: string }) =>
    answer(api.POST('/api/breaches/{breach_id}/families', { ...at(id), body })),
  close: (body: { lesson: string; theme: Theme }) =>
    answer(api.POST('/api/incidents/breaches/{breach_id}/close', { ...at(id), body })),
})

/** One of `verbs` as something to press: the page shows what it gave, and a message says that it is done. */
export function useVerb<Given>(id: string, verb: (given: Given) => Promise<BreachDetail>, said: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: verb,
    onSuccess: (now) => {
      toast(said)
      queries.setQueryData(breachQuery(id).queryKey, now)
      for (const key of ['list', 'counted']) void queries.invalidateQueries({ queryKey: ['breaches', key] })
    },
  })
}

/** A letter to the family of one child, saved as a file. */
export function useLetter(breachId: string, childId: string) {
  return useMutation({
    mutationFn: (words: string) =>
      answer(
        api.POST('/api/breaches/{breach_id}/children/{child_id}/letter', {
          params: { path: { breach_id: breachId, child_id: childId } },
          body: { words: words.trim() || null },
          parseAs: 'blob',
        }),
      ),
    onSuccess: (file) => download(file as unknown as Blob, 'letter.pdf'),
  })
}

function at(id: string) {
  return { params: { path: { breach_id: id } } }
}
