import createClient from 'openapi-fetch'
import { problemOf, unreachable } from './problem'
import type { paths } from './schema'
import { announceSession } from './sessionNews'

/** Typed requests: `await answer(api.GET('/api/events'))`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  // Looked up at each request, so that a test can put its own service in its place.
  fetch: (request) => globalThis.fetch(request),
})

interface Reply<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The body of a good answer; everything else is thrown as a Problem. */
export async function answer<Data>(request: Promise<Reply<Data>>): Promise<Data> {
  const reply = await request.catch(() => {
    throw unreachable()
  })
  if (reply.response.ok) return reply.data as Data
  if (reply.response.status === 401) announceSession('ended')
  throw problemOf(reply.response.status, reply.error, reply.response.headers.get('Retry-After'))
}
