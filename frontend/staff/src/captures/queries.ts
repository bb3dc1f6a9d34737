import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type {
  Theme,
  CaptureDetail,
  CaptureFinding,
  CaptureLetterOrder,
  CaptureOutcome,
  CaptureTaskKind,
} from '../api/types'
import { download } from '../parts/download'
import { useToast } from '../parts/Toasts'

export const capturesQuery = (closed: boolean) =>
  queryOptions({
    queryKey: ['captures', 'list', closed],
    queryFn: () => answer(api.GET('/api/captures', { params: { query: { closed } } })),
  })

export const captureQuery = (id: string) =>
  queryOptions({
    queryKey: ['captures', 'one', id],
    queryFn: () => answer(api.GET('/api/captures/{capture_id}', at(id))),
  })

/** Where platforms, search engines and the police can be asked. */
export const routesQuery = queryOptions({
  queryKey: ['captures', 'routes'],
  queryFn: () => answer(api.GET('/api/captures/routes')),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What can be done about a capture: each gives it as it is then. */
export const verbs = (id: string) => ({
  note: (text: string) => answer(api.POST('/api/captures/{capture_id}/notes', { ...at(id), body: { text } })),
  find: (body: CaptureFinding) =>
    answer(api.POST('/api/captures/{capture_id}/findings', { ...at(id), body })),
  addTask: (body: { kind: CaptureTaskKind; what: string; owner_id: string; due_on: string }) =>
    answer(api.POST('/api/captures/{capture_id}/tasks', { ...at(id), body })),
  endTask: (taskId: string) => (outcome: string) =>
    answer(
      api.POST('/api/captures/{capture_id}/tasks/{task_id}/outcome', {
        params: { path: { capture_id: id, task_id: taskId } },
        body: { outcome },
      }),
    ),
  openBreach: (body: { what: string; known_at: string }) =>
    answer(api.POST('/api/captures/{capture_id}/breach', { ...at(id), body })),
  close: (body: { outcome: CaptureOutcome; lesson: string; theme: Theme }) =>
    answer(api.POST('/api/incidents/captures/{capture_id}/close', { ...at(id), body })),
  reopen: (why: string) =>
    answer(api.POST('/api/captures/{capture_id}/reopen', { ...at(id), body: { why } })),
})

/** One of `verbs` as something to press: the page shows what it gave, and a message says that it is done. */
export function useVerb<Given>(id: string, verb: (given: Given) => Promise<CaptureDetail>, said: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: verb,
    onSuccess: (now) => {
      toast(said)
      queries.setQueryData(captureQuery(id).queryKey, now)
      for (const key of ['list', 'counted']) void queries.invalidateQueries({ queryKey: ['captures', key] })
    },
  })
}

/** The letter as text, to be read and copied. */
export function useLetterText(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: CaptureLetterOrder) =>
      answer(api.POST('/api/captures/{capture_id}/letter', { ...at(id), body })),
    onSuccess: () => void queries.invalidateQueries(captureQuery(id)),
  })
}

/** The letter, saved as a file. */
export function useLetterFile(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: CaptureLetterOrder) =>
      answer(api.POST('/api/captures/{capture_id}/letter/pdf', { ...at(id), body, parseAs: 'blob' })),
    onSuccess: (file) => {
      download(file as unknown as Blob, 'letter.pdf')
      void queries.invalidateQueries(captureQuery(id))
    },
  })
}

function at(id: string) {
  return { params: { path: { capture_id: id } } }
}
