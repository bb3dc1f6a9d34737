/** The line to the service: one list at a time, the newest next, again and again until it is there. */
import { useCallback, useEffect, useRef, type Dispatch } from 'react'
import { answer, api } from '../api/client'
import { asProblem, type Problem } from '../api/problem'
import { onSession } from '../api/sessionNews'
import type { Photo } from '../api/types'
import { isSaved, wantsSaving, type Action, type Workbench } from './people'
import { asChange, isSameAs } from './person'

/** The problem of a list that was made from another version than the current one. */
export const CHANGED = '/problems/people-changed'

/** What the workbench asks of the service about the photo's people. Both throw a Problem. */
export interface PeopleService {
  put(photoId: string, change: ReturnType<typeof asChange>): Promise<Photo>
  get(photoId: string): Promise<Photo>
}

export const peopleService: PeopleService = {
  put: (photo_id, body) =>
    answer(api.PUT('/api/photos/{photo_id}/people', { params: { path: { photo_id } }, body })),
  get: (photo_id) => answer(api.GET('/api/photos/{photo_id}', { params: { path: { photo_id } } })),
}

/** One try to save the list as it is now: what came of it. Never throws. */
export async function save(service: PeopleService, bench: Workbench): Promise<Action> {
  const sent = bench.people
  try {
    const photo = await service.put(bench.photo.id, asChange(sent, bench.photo.people_version))
    return { do: 'saved', photo, sent }
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (problem.mayPass) return { do: 'unsure', sent }
    if (problem.status === 401) return { do: 'signed_out' }
    if (problem.type !== CHANGED) return { do: 'refused', sentence: sentenceOf(problem) }
    return await clash(service, bench)
  }
}

/** The version was not the current one: our own save whose answer was lost, or somebody else's. */
async function clash(service: PeopleService, bench: Workbench): Promise<Action> {
  try {
    const photo = await service.get(bench.photo.id)
    const ours = [bench.people, ...bench.unanswered].find((sent) => isSameAs(sent, photo))
    return ours ? { do: 'saved', photo, sent: ours } : { do: 'changed', photo }
  } catch {
    return { do: 'unsure', sent: bench.people }
  }
}

/** What the service says is wrong, with each field that it names. */
function sentenceOf(problem: Problem): string {
  return [problem.message, ...problem.fields.map(({ message }) => message)].join(' ')
}

/** Seconds until the next try: 1, 2, 4 … 30. */
export function pause(tries: number): number {
  return Math.min(2 ** (tries - 1), 30)
}

/** Saves in the background whatever there is to save. Gives a promise of the photo as it is when all of it is there. */
export function useSaving(
  bench: Workbench,
  dispatch: Dispatch<Action>,
  service = peopleService,
): () => Promise<Photo> {
  const latest = useRef(bench)
  const busy = useRef(false)
  const waiting = useRef<((photo: Photo) => void)[]>([])

  const send = useCallback(async () => {
    if (busy.current) return
    busy.current = true
    dispatch({ do: 'sending' })
    const outcome = await save(service, latest.current)
    busy.current = false
    dispatch(outcome)
  }, [dispatch, service])

  useEffect(() => {
    latest.current = bench
    if (wantsSaving(bench)) void send()
    if (isSaved(bench)) for (const settle of waiting.current.splice(0)) settle(bench.photo)
  }, [bench, send])

  useRetry(bench, send)
  useResumed(bench, send)

  return useCallback(
    () =>
      isSaved(latest.current)
        ? Promise.resolve(latest.current.photo)
        : new Promise((settle) => waiting.current.push(settle)),
    [],
  )
}

/** Tries again after a pause that grows, and at once when the connection is back. */
function useRetry({ saving }: Workbench, send: () => Promise<void>): void {
  useEffect(() => {
    if (saving.state !== 'unsure') return
    const again = () => void send()
    const timer = setTimeout(again, pause(saving.tries) * 1000)
    window.addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', again)
    }
  }, [saving, send])
}

/** Saves what waited as soon as whoever made it is signed in again. */
function useResumed({ saving }: Workbench, send: () => Promise<void>): void {
  useEffect(() => {
    if (saving.state !== 'signed_out') return undefined
    return onSession('resumed', () => void send())
  }, [saving, send])
}
