/** Lets the capture page open with no signal, and sends what waits when the signal is back, where the browser wakes it for that. */
import { ownerOf } from './person'
import { sendWaiting } from './sending'
import { file, isFile, keepShell, page } from './shell'
import { lastPerson } from './store'

interface Lasting extends Event {
  waitUntil: (work: Promise<unknown>) => void
}
interface Fetching extends Lasting {
  request: Request
  respondWith: (answer: Promise<Response>) => void
}
interface Worker {
  skipWaiting: () => Promise<void>
  clients: {
    claim: () => Promise<void>
    matchAll: () => Promise<{ postMessage: (message: string) => void }[]>
  }
  addEventListener: <Kind extends Event>(kind: string, listener: (event: Kind) => void) => void
}
// The page's types and a worker's don't go together in one program: this is what is used of them.
const worker = globalThis as unknown as Worker

worker.addEventListener<Lasting>('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()))
})

worker.addEventListener<Lasting>('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener<Fetching>('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== globalThis.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page((work) => event.waitUntil(work)))
  else if (isFile(new URL(request.url).pathname)) event.respondWith(file(request))
})

worker.addEventListener<Lasting>('sync', (event) => event.waitUntil(send()))

/** What fails is thrown, so that the browser wakes us again. */
async function send(): Promise<void> {
  const person = await lastPerson()
  const sent = person && (await sendWaiting(ownerOf(person)))
  for (const window of await worker.clients.matchAll()) window.postMessage('sent')
  if (sent?.stopped === 'later') throw new Error('No signal yet.')
}
