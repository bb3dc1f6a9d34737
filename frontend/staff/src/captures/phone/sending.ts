import { answer, api } from '../../api/client'
import { asProblem, type Problem } from '../../api/problem'
import type { NewCapture } from '../../api/types'
import { within } from './olderPhones'
import { forget, logOf, type Waiting, waitingFor } from './store'

/** How one log fared: the service has it, it is tried again, nobody (or somebody else) is signed in, or it was refused. */
export type Fate = 'taken' | 'later' | 'signed out' | 'somebody else' | { refused: string }

/** How all of them fared. refused: by id, what the service said. */
export interface Sent {
  stopped: 'later' | 'signed out' | 'somebody else' | null
  refused: Record<string, string>
}

/** Where logs wait and where they go: the phone's own store and the service, or what a test puts in their place. */
export interface Ways {
  waiting: () => Promise<Waiting[]>
  read: (id: string) => Promise<NewCapture | null>
  send: (log: NewCapture) => Promise<Fate>
  forget: (id: string) => Promise<void>
}

/** Send what waits, the oldest first; each is deleted here once the service has it, and only then. */
export async function sendThrough({ waiting, read, send, forget }: Ways): Promise<Sent> {
  const refused: Record<string, string> = {}
  for (const { id } of await waiting()) {
    const log = await read(id).catch(() => UNREADABLE)
    const fate = await fateOfOne(log, send)
    if (fate === 'taken') await forget(id)
    else if (typeof fate === 'object') refused[id] = fate.refused
    else return { stopped: fate, refused }
  }
  return { stopped: null, refused }
}

const UNREADABLE = { refused: 'This phone can’t read it any more.' } as const

async function fateOfOne(log: NewCapture | typeof UNREADABLE | null, send: Ways['send']): Promise<Fate> {
  if (log === null) return 'taken' // sent and deleted by another window meanwhile
  return 'refused' in log ? log : send(log)
}

const LOCK = 'captures'
const PATIENCE_MS = 30_000

/** Send this person's, unless another window or the service worker is at it: then null. */
export async function sendWaiting(owner: string): Promise<Sent | null> {
  const ways: Ways = {
    waiting: () => waitingFor(owner),
    read: (id) => logOf(owner, id),
    send: sendNow,
    forget,
  }
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendThrough(ways) : null))
}

/** Do this while none of them is under way to the service. */
export async function whileNoneIsSent<Value>(work: () => Promise<Value>): Promise<Value> {
  return await navigator.locks.request(LOCK, work)
}

/** Send one, without keeping it. Taken is only what was acknowledged by its id: what stands between may answer 'fine' too. */
export async function sendNow(log: NewCapture): Promise<Fate> {
  try {
    const signal = within(PATIENCE_MS)
    const acknowledged = await answer(api.POST('/api/captures', { body: log, signal }))
    return acknowledged?.id === log.id ? 'taken' : 'later'
  } catch (thrown) {
    return fateOf(asProblem(thrown))
  }
}

/** What a refusal means for a log that waits. */
export function fateOf(problem: Pick<Problem, 'status' | 'type' | 'message' | 'mayPass'>): Fate {
  // A fault over this one may be over this one alone: the others aren't to wait for it.
  if (problem.mayPass && problem.status !== 500) return 'later'
  if (problem.status === 401) return 'signed out'
  if (problem.type === '/problems/somebody-else') return 'somebody else'
  return { refused: problem.message }
}
