import { answer, api } from '../../api/client'
import { problemOf, unreachable } from '../../api/problem'
import { announceSession } from '../../api/sessionNews'
import { hash } from './hashing'
import type { Edges } from './uploader'

/** The real edges of one event's uploads. */
export function edgesOf(eventId: string): Edges {
  return {
    hash,
    check: async (hashes) => {
      const body = { event_id: eventId, sha256: [...hashes] }
      return (await answer(api.POST('/api/photos/check', { body }))).here
    },
    send: (file, sha256, onProgress, stop) =>
      put(addressOf(eventId, sha256, file.name), file, onProgress, stop),
    now: () => Date.now(),
  }
}

function addressOf(eventId: string, sha256: string, fileName: string): string {
  return `/api/photos/${sha256}?${new URLSearchParams({ event_id: eventId, file_name: fileName })}`
}

/** One PUT of raw bytes; whether they were new. By XMLHttpRequest: fetch tells nothing about what has been sent. */
function put(
  address: string,
  file: File,
  onProgress: (sent: number) => void,
  stop: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', address)
    request.responseType = 'json'
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
    request.addEventListener('error', () => reject(unreachable()))
    request.addEventListener('abort', () => reject(unreachable()))
    request.addEventListener('load', () => {
      if (request.status === 401) announceSession('ended')
      if (request.status < 300) resolve(request.status === 201)
      else reject(problemOf(request.status, request.response, request.getResponseHeader('Retry-After')))
    })
    stop.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
