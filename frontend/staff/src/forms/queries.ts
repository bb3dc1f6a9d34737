import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { FormContent, FormDetail, FormKind, FormMeaning } from '../api/types'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'

export const formsQuery = queryOptions({
  queryKey: ['forms'],
  queryFn: () => answer(api.GET('/api/forms')),
})

export const formQuery = (kind: FormKind) =>
  queryOptions({
    queryKey: ['form', kind],
    queryFn: () => answer(api.GET('/api/forms/{kind}', { params: { path: { kind } } })),
  })

/** What publishing the draft would change; asked for anew each time. */
export const effectsQuery = (kind: FormKind, revision: string) =>
  queryOptions({
    queryKey: ['form', kind, 'effects', revision],
    queryFn: () => answer(api.GET('/api/forms/{kind}/effects', { params: { path: { kind } } })),
    gcTime: 0,
    staleTime: 0,
  })

export const formHistoryQuery = (kind: FormKind) =>
  queryOptions({
    queryKey: ['form', kind, 'history'],
    queryFn: () => answer(api.GET('/api/forms/{kind}/history', { params: { path: { kind } } })),
  })

export const versionQuery = (versionId: string) =>
  queryOptions({
    queryKey: ['form-version', versionId],
    queryFn: () =>
      answer(api.GET('/api/form-versions/{version_id}', { params: { path: { version_id: versionId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Keeps the draft. */
export function useSaveDraft(form: FormDetail, onDone: () => void) {
  const changed = useChanged(form.kind, onDone)
  return useMutation({
    mutationFn: (content: FormContent) =>
      answer(
        api.PUT('/api/forms/{kind}/draft', {
          params: { path: { kind: form.kind } },
          body: { revision: form.revision, content },
        }),
      ),
    onSuccess: (saved) => changed(saved, 'Kept in the draft. Nobody outside sees it yet.'),
  })
}

export function useDiscardDraft(form: FormDetail, onDone: () => void) {
  const changed = useChanged(form.kind, onDone)
  return useMutation({
    mutationFn: () =>
      answer(
        api.DELETE('/api/forms/{kind}/draft', {
          params: { path: { kind: form.kind }, query: { revision: form.revision } },
        }),
      ),
    onSuccess: (saved) => changed(saved, 'The draft is thrown away.'),
  })
}

export function usePublish(form: FormDetail, onDone: () => void) {
  const changed = useChanged(form.kind, onDone)
  return useMutation({
    mutationFn: (meanings: Record<string, FormMeaning>) =>
      answer(
        api.POST('/api/forms/{kind}/publish', {
          params: { path: { kind: form.kind } },
          body: { revision: form.revision, meanings },
        }),
      ),
    onSuccess: ({ form: published, ended }) => {
      const all = Object.values(ended).reduce((sum, each) => sum + each, 0)
      changed(published, all > 0 ? `Published. ${count(all, 'yes', 'yeses')} ended with it.` : 'Published.')
    },
  })
}

/** The form is another than before: what rests on it is asked for again. */
function useChanged(kind: FormKind, onDone: () => void): (form: FormDetail, done: string) => void {
  const queries = useQueryClient()
  const toast = useToast()
  return (form, done) => {
    queries.setQueryData(formQuery(kind).queryKey, form)
    toast(done)
    onDone()
    const resting = [['forms'], ['form', kind, 'history'], ['standing'], ['clearances']]
    for (const queryKey of resting) void queries.invalidateQueries({ queryKey })
  }
}
