/** The flow: from face to face, to the head count, to the next photo; and never away from unsaved work. */
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef, useState, type Dispatch, type FocusEvent, type RefObject } from 'react'
import { asProblem, type Problem } from '../api/problem'
import type { Photo } from '../api/types'
import type { Action, Destination } from './people'
import { rowId } from './PeopleList'
import { faceId } from './Picture'
import { confirmCount } from './queries'
import { CHANGED, peopleService } from './saving'

/** Moves the keyboard where the state says: to a face (in the picture or in the list, wherever one was), or to the count. */
export function useGoing(goTo: Destination, count: RefObject<HTMLElement | null>) {
  const place = useRef<'face' | 'row'>('face')
  useEffect(() => {
    if (goTo.to === 'count') count.current?.focus()
    else
      document
        .getElementById(place.current === 'row' ? rowId(goTo.key) : faceId(goTo.key))
        ?.focus({ preventScroll: true })
  }, [goTo, count])
  const follow = (event: FocusEvent) => {
    if (event.target.id.startsWith(rowId(''))) place.current = 'row'
    if (event.target.id.startsWith(faceId(''))) place.current = 'face'
  }
  return { place, follow }
}

/** Confirms the count once everything is saved, and goes on. */
export function useReview(settled: () => Promise<Photo>, onReviewed: () => void, dispatch: Dispatch<Action>) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const onConfirm = async (count: number) => {
    setBusy(true)
    setProblem(null)
    const photo = await settled()
    try {
      const reviewed = await confirmCount(photo, count)
      dispatch({ do: 'reviewed', photo: reviewed })
      onReviewed()
    } catch (thrown) {
      const problem = asProblem(thrown)
      setProblem(sentenceOf(problem))
      if (problem.type === CHANGED) dispatch({ do: 'changed', photo: await peopleService.get(photo.id) })
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, onConfirm: (count: number) => void onConfirm(count) }
}

/** Leaving waits until everything is saved, or until somebody decides otherwise. */
export function useLeaving(saved: boolean) {
  const blocker = useBlocker({
    shouldBlockFn: () => !saved,
    enableBeforeUnload: () => !saved,
    withResolver: true,
  })
  useEffect(() => {
    if (saved && blocker.status === 'blocked') blocker.proceed()
  }, [saved, blocker])
  return {
    waits: blocker.status === 'blocked',
    stay: () => blocker.reset?.(),
    leave: () => blocker.proceed?.(),
  }
}

function sentenceOf({ message, reasons }: Problem): string {
  return [message, ...reasons.map(({ text }) => text)].join(' ')
}
