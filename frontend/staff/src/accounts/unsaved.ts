import { useEffect, useRef } from 'react'

type Question = () => boolean
const questions = new Set<Question>()

/** While `isUnsaved` says yes, a session that ends leaves the page as it is. Gives the way to stop asking. */
export function keepPageWhile(isUnsaved: Question): () => void {
  questions.add(isUnsaved)
  return () => questions.delete(isUnsaved)
}

/** Whether forgetting the page now would lose somebody's work. */
export function isAnythingUnsaved(): boolean {
  return [...questions].some((isUnsaved) => isUnsaved())
}

/** Tells that this part of the page holds work that the service doesn't have yet. */
export function useUnsaved(isUnsaved: boolean): void {
  const now = useRef(isUnsaved)
  useEffect(() => {
    now.current = isUnsaved
  }, [isUnsaved])
  useEffect(() => keepPageWhile(() => now.current), [])
}
