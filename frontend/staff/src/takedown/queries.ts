import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { TakedownsShown } from '../api/types'
import { useToast } from '../parts/Toasts'

export const CASES_PAGE = 50
export const PICTURES_PAGE = 100

export const casesQuery = (state: TakedownsShown, offset: number) =>
  queryOptions({
    queryKey: ['takedowns', 'list', state, offset],
    queryFn: () =>
      answer(api.GET('/api/takedowns', { params: { query: { state, offset, limit: CASES_PAGE } } })),
  })

/** How much is left to do, for the list's heading and the menu. */
export const summaryQuery = queryOptions({
  queryKey: ['takedowns', 'summary'],
  queryFn: () => answer(api.GET('/api/takedowns/summary')),
})

export const caseQuery = (caseId: string, offset: number) =>
  queryOptions({
    queryKey: ['takedowns', 'case', caseId, offset],
    queryFn: () =>
      answer(
        api.GET('/api/takedowns/{case_id}', {
          params: { path: { case_id: caseId }, query: { offset, limit: PICTURES_PAGE } },
        }),
      ),
  })

/** Who can be given a task. */
export const doersQuery = queryOptions({
  queryKey: ['takedowns', 'people'],
  queryFn: () => answer(api.GET('/api/takedowns/people')),
})

/** What can be done about a copy elsewhere; each says what it did, and a proof can be taken back. */
export function useTaskVerbs(taskId: string) {
  const toast = useToast()
  const queries = useQueryClient()
  const refresh = () => void queries.invalidateQueries({ queryKey: ['takedowns'] })
  const path = { params: { path: { task_id: taskId } } }
  const said = (text: string, undo?: () => void) => () => {
    toast(text, undo && { undo })
    refresh()
  }
  const failed = (thrown: unknown) => toast(asProblem(thrown).message)
  const reopen = useMutation({
    mutationFn: (note: string) =>
      answer(api.POST('/api/takedowns/tasks/{task_id}/reopen', { ...path, body: { note } })),
    onSuccess: said('On the list again.'),
    onError: failed,
  })
  const takeBack = () => reopen.mutate('Said by mistake.')
  return {
    reopen,
    prove: useMutation({
      mutationFn: ({ note, screenshot }: Proving) =>
        screenshot
          ? proveByScreenshot(taskId, screenshot, note)
          : answer(api.POST('/api/takedowns/tasks/{task_id}/notes', { ...path, body: { note } })),
      onSuccess: said('Noted: it is gone.', takeBack),
    }),
    notPossible: useMutation({
      mutationFn: (reason: string) =>
        answer(api.POST('/api/takedowns/tasks/{task_id}/not-possible', { ...path, body: { reason } })),
      onSuccess: said('Noted: it can’t be called back. It stays on the list.', takeBack),
    }),
    takeOn: useMutation({
      mutationFn: () => answer(api.POST('/api/takedowns/tasks/{task_id}/take-on', path)),
      onSuccess: said('It is yours now.'),
      onError: failed,
    }),
    handOver: useMutation({
      mutationFn: (to: string) =>
        answer(api.POST('/api/takedowns/tasks/{task_id}/hand-over', { ...path, body: { to } })),
      onSuccess: (task) => said(`${task.owner?.name ?? 'Somebody else'} has it now, and gets a mail.`)(),
      onError: failed,
    }),
    look: useMutation({
      mutationFn: () => answer(api.POST('/api/takedowns/tasks/{task_id}/look', path)),
      onSuccess: said('The service looks now. Load the page again in a moment.'),
      onError: failed,
    }),
  }
}

interface Proving {
  note: string
  screenshot: File | null
}

function proveByScreenshot(taskId: string, screenshot: File, note: string) {
  return answer(
    api.POST('/api/takedowns/tasks/{task_id}/screenshots', {
      params: { path: { task_id: taskId }, query: { note } },
      body: screenshot as unknown as string, // raw bytes: the contract's type for a binary body
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  )
}

/** Says of several copies at once that they are gone. */
export function useProveMany() {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { task_ids: string[]; note: string }) =>
      answer(api.POST('/api/takedowns/tasks/notes', { body })),
    onSuccess: ({ items }) => {
      const done = items.filter(({ outcome }) => outcome === 'done').length
      toast(done === items.length ? 'Noted: all of them are gone.' : `Noted for ${done} of ${items.length}.`)
      void queries.invalidateQueries({ queryKey: ['takedowns'] })
    },
  })
}
