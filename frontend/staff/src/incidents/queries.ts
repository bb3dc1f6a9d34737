import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { components } from '../api/schema'
import type { Lesson } from '../api/types'
import { useToast } from '../parts/Toasts'

type Schemas = components['schemas']

export const incidentsQuery = (closed: boolean) =>
  queryOptions({
    queryKey: ['incidents', closed],
    queryFn: () => answer(api.GET('/api/incidents', { params: { query: { closed } } })),
  })

export const learningQuery = queryOptions({
  queryKey: ['learning'],
  queryFn: () => answer(api.GET('/api/learning')),
})

export const figuresQuery = queryOptions({
  queryKey: ['learning', 'figures'],
  queryFn: () => answer(api.GET('/api/learning/figures')),
})

export const digestQuery = (term: string) =>
  queryOptions({
    queryKey: ['learning', 'digest', term],
    queryFn: () => answer(api.GET('/api/learning/digests/{term}', { params: { path: { term } } })),
  })

export const addLesson = (body: Schemas['NewLesson']) => answer(api.POST('/api/learning/lessons', { body }))

export const changeLesson = ({ id, theme, text, shared }: Omit<Lesson, 'month'>) =>
  answer(
    api.PUT('/api/learning/lessons/{lesson_id}', {
      params: { path: { lesson_id: id } },
      body: { theme, text, shared },
    }),
  )

export const planAction = (body: Schemas['NewAction']) => answer(api.POST('/api/learning/actions', { body }))

export const reviewAction = ({ id, ...body }: Schemas['NewReview'] & { id: string }) =>
  answer(api.POST('/api/learning/actions/{action_id}/reviews', { params: { path: { action_id: id } }, body }))

export const finishAction = ({ id, outcome }: { id: string; outcome: string }) =>
  answer(
    api.POST('/api/learning/actions/{action_id}/done', {
      params: { path: { action_id: id } },
      body: { outcome },
    }),
  )

export const sendDigest = (body: Schemas['NewDigest']) => answer(api.POST('/api/learning/digests', { body }))

/** Something that changes what was learned: the page is read anew, and a message says that it is done. */
export function useLearning<Given, Answer>(verb: (given: Given) => Promise<Answer>, said: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: verb,
    onSuccess: () => {
      toast(said)
      return queries.invalidateQueries({ queryKey: ['learning'] })
    },
  })
}
