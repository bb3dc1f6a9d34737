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
  if (isAnyBusy()) event.preventDefault()
})
onSession('resumed', () => {
  for (const uploader of uploaders.values()) uploader.signedIn()
})
onSession('forgotten', () => {
  for (const uploader of uploaders.values()) uploader.cancel()
})
keepPageWhile(isAnyBusy)

function isAnyBusy(): boolean {
  return [...uploaders.values()].some((uploader) => uploader.isBusy)
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
  const queue = useSyncExternalStore(uploader.subscribe, () => uploader.queue)
  return { uploader, queue }
}

/** Asks for the event's photos once more when its uploads have ended. */
export function usePhotosAfterUploads(eventId: string, isBusy: boolean): void {
  const queries = useQueryClient()
  const wasBusy = useRef(isBusy)
  useEffect(() => {
    if (wasBusy.current && !isBusy) void queries.invalidateQueries({ queryKey: ['photos', eventId] })
    wasBusy.current = isBusy
  }, [isBusy, eventId, queries])
}
