import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { Channel } from '../api/types'

const at = (issue_id: string) => ({ params: { path: { issue_id } } })

export const issuesQuery = queryOptions({
  queryKey: ['issues'],
  queryFn: () => answer(api.GET('/api/issues')),
})

export const issueQuery = (issueId: string) =>
  queryOptions({
    queryKey: ['issue', issueId],
    queryFn: () => answer(api.GET('/api/issues/{issue_id}', at(issueId))),
  })

/** The issue as a whole, at one revision; asked anew each time, since what families say changes it too. */
export const checkQuery = (issueId: string, revision: number) =>
  queryOptions({
    queryKey: ['issue check', issueId, revision],
    queryFn: () => answer(api.GET('/api/issues/{issue_id}/check', at(issueId))),
    staleTime: 0,
  })

const LETTERS_POLL_MS = 5000

export const recipientsQuery = (issueId: string) =>
  queryOptions({
    queryKey: ['issue recipients', issueId],
    queryFn: () => answer(api.GET('/api/issues/{issue_id}/recipients', at(issueId))),
    refetchInterval: ({ state }) => (state.data?.waiting ? LETTERS_POLL_MS : false),
  })

export const begin = (channel_id: string, title: string) =>
  answer(api.POST('/api/issues', { body: { channel_id, title } }))

export const sendOut = (issueId: string, revision: number) =>
  answer(api.POST('/api/issues/{issue_id}/out', { ...at(issueId), body: { revision } }))

export const takeBack = (issueId: string) => answer(api.POST('/api/issues/{issue_id}/take-back', at(issueId)))

export const throwAway = (issueId: string) => answer(api.DELETE('/api/issues/{issue_id}', at(issueId)))

export const mail = (issueId: string) => answer(api.POST('/api/issues/{issue_id}/mail', at(issueId)))

export const mailCopy = (issueId: string) => answer(api.POST('/api/issues/{issue_id}/mail-copy', at(issueId)))

export const pdf = (issueId: string) =>
  answer(api.POST('/api/issues/{issue_id}/pdf', { ...at(issueId), parseAs: 'blob' }))

export function isNewsletter({ kind }: Channel): boolean {
  return kind === 'newsletter'
}
