/** Keeps what is written, by itself: a moment after the last change, again and again until the service has it. */
import { type Dispatch, useCallback, useEffect, useRef } from 'react'
import { answer, api } from '../api/client'
import { asProblem, type Problem } from '../api/problem'
import { onSession } from '../api/sessionNews'
import type { Issue } from '../api/types'
import { type Action, asBody, type Draft, isSameAs } from './draft'

export const CHANGED = '/problems/issue-changed'
const AFTER_MS = 800
const LONGEST_PAUSE = 30

/** What the editor asks of the service. Both throw a Problem. */
export interface IssueService {
  put(issueId: string, body: ReturnType<typeof asBody>): Promise<Issue>
  get(issueId: string): Promise<Issue>
}

export const issueService: IssueService = {
  put: (issue_id, body) =>
    answer(api.PUT('/api/issues/{issue_id}', { params: { path: { issue_id } }, body })),
  get: (issue_id) => answer(api.GET('/api/issues/{issue_id}', { params: { path: { issue_id } } })),
}

/** One try to save it as it is now: what came of it. Never throws. */
export async function save(service: IssueService, draft: Draft): Promise<Action> {
  const sent = draft.content
  try {
    const issue = await service.put(draft.issue.id, asBody(sent, draft.issue.revision))
    return { do: 'saved', issue, sent }
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (problem.mayPass) return { do: 'unsure' }
    if (problem.status === 401) return { do: 'signed out' }
    if (problem.type !== CHANGED) return { do: 'refused', sentence: sentenceOf(problem) }
    return await clash(service, draft)
  }
}

/** Its revision was not the current one: our own save whose answer was lost, or somebody else's. */
async function clash(service: IssueService, draft: Draft): Promise<Action> {
  try {
    const issue = await service.get(draft.issue.id)
    return isSameAs(draft.content, issue)
      ? { do: 'saved', issue, sent: draft.content }
      : { do: 'changed', issue }
  } catch {
    return { do: 'unsure' }
  }
}

function sentenceOf(problem: Problem): string {
  return [problem.message, ...problem.fields.map(({ message }) => message)].join(' ')
}

/** Saves in the background whatever there is to save. Gives a way to have it saved at once. */
export function useSaving(draft: Draft, dispatch: Dispatch<Action>, service = issueService): () => void {
  const latest = useRef(draft)
  const busy = useRef(false)
  const send = useCallback(async () => {
    if (busy.current || latest.current.saving.state === 'saved') return
    busy.current = true
    dispatch({ do: 'sending' })
    const outcome = await save(service, latest.current)
    busy.current = false
    dispatch(outcome)
  }, [dispatch, service])
  useEffect(() => {
    latest.current = draft
  }, [draft])
  useEffect(() => {
    if (draft.saving.state === 'signed_out') return onSession('resumed', () => void send())
    const after = waitFor(draft)
    if (after === null) return undefined
    const timer = setTimeout(() => void send(), after)
    return () => clearTimeout(timer)
  }, [draft, send])
  return useCallback(() => void send(), [send])
}

/** Milliseconds until the next try; null: there is nothing to try. A title without a word is not sent. */
export function waitFor({ saving, content }: Draft): number | null {
  if (content.title.trim() === '') return null
  if (saving.state === 'waiting') return AFTER_MS
  if (saving.state === 'unsure') return Math.min(2 ** (saving.tries - 1), LONGEST_PAUSE) * 1000
  return null
}
