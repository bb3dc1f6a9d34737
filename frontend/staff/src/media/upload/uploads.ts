import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { keepPageWhile } from '../../accounts/unsaved'
import { onSession } from '../../api/sessionNews'
import { edgesOf } from './sending'
import { Uploader } from './uploader'

const uploaders = new Map<string, Uploader>()

addEventListener('online', () => {
  for (const uploader of uploaders.values()) uploader.online()
})
addEventListener('beforeunload', (event) => {
  if (isAnyUnfinished()) event.preventDefault()
})
onSession('resumed', () => {
  for (const uploader of uploaders.values()) uploader.signedIn()
})
onSession('forgotten', () => {
  for (const uploader of uploaders.values()) {
    uploader.cancel()
    uploader.discard()
  }
})
keepPageWhile(isAnyUnfinished)

function isAnyUnfinished(): boolean {
  return [...uploaders.values()].some((uploader) => uploader.isUnfinished)
}

function uploaderOf(eventId: string): Uploader {
  const existing = uploaders.get(eventId)
  if (existing) return existing
  const uploader = new Uploader(edgesOf(eventId))
  uploaders.set(eventId, uploader)
  return uploader
}

/** The uploads of an event, which go on while other pages are open. */
export function useUploads(eventId: string) {
  const uploader = useMemo(() => uploaderOf(eventId), [eventId])
  const now = useSyncExternalStore(uploader.subscribe, () => uploader.now)
  return { uploader, ...now }
}

/** Asks for the event's photos once more when its uploads have ended. */
export function usePhotosAfterUploads(eventId: string, isBusy: boolean): void {
  const queries = useQueryClient()
  const wasBusy = useRef(isBusy)
  useEffect(() => {
    if (wasBusy.current && !isBusy) {
      for (const key of [['photos', eventId], ['scan progress', eventId], ['own copies']]) {
        void queries.invalidateQueries({ queryKey: key })
      }
    }
    wasBusy.current = isBusy
  }, [isBusy, eventId, queries])
}
