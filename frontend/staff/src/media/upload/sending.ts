import { answer, api } from '../../api/client'
import { problemOf, unreachable } from '../../api/problem'
import { announceSession } from '../../api/sessionNews'
import type { PhotoRow } from '../../api/types'
import { hash } from './hashing'
import type { About } from './about'
import type { Edges, Stored } from './uploader'

/** The real edges of one event's uploads. */
export function edgesOf(eventId: string): Edges {
  return {
    hash,
    check: async (hashes) => {
      const body = { event_id: eventId, sha256: [...hashes] }
      return (await answer(api.POST('/api/photos/check', { body }))).here
    },
    send: (file, sha256, about, onProgress, stop) =>
      put(addressOf(eventId, sha256, file.name, about), file, onProgress, stop),
    now: () => Date.now(),
  }
}

function addressOf(eventId: string, sha256: string, fileName: string, about: About): string {
  return `/api/photos/${sha256}?${new URLSearchParams({ event_id: eventId, file_name: fileName, ...about })}`
}

/** One PUT of raw bytes. By XMLHttpRequest: fetch tells nothing about what has been sent. */
function put(
  address: string,
  file: File,
  onProgress: (sent: number) => void,
  stop: AbortSignal,
): Promise<Stored> {
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
      if (request.status < 300) resolve(storedAs(request.status, request.response))
      else reject(problemOf(request.status, request.response, request.getResponseHeader('Retry-After')))
    })
    stop.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

function storedAs(status: number, photo: Pick<PhotoRow, 'has_location'> | null): Stored {
  return { isNew: status === 201, hasLocation: photo?.has_location ?? false }
}
