/**
 * The upload queue as values: what each file's stage is, what a happening makes of it, and what to do next.
 *
 * waiting → hashing → hashed → checking → ready → sending → added
 *               └ twice        └ here       ↑ resting ┘ └ here, refused
 *                                           ↑ paused  ┘
 *
 * Nothing of it is kept over a reload: the same files chosen again are skipped by their hash.
 */
import type { Reason } from '../../api/types'
import type { About } from './about'

export const LANES = 3
export const HASHERS = 2
export const CHECKED_AT_ONCE = 100
const LONGEST_REST_MS = 60_000

export type Stage =
  | 'waiting'
  | 'hashing'
  | 'hashed'
  | 'checking'
  | 'ready'
  | 'sending'
  | 'resting'
  | 'paused'
  | 'added'
  | 'here'
  | 'twice'
  | 'refused'
  | 'cancelled'

/** Why a file was not taken: the sentence for people, and the rules behind it. */
export interface Refusal {
  sentence: string
  reasons: readonly Reason[]
}

export interface Item {
  id: string
  name: string
  size: number
  about: About
  stage: Stage
  sha256: string | null
  /** Bytes sent so far. */
  sent: number
  /** How often it was tried in vain; a rest grows with it. */
  tries: number
  restsUntil: number
  /** The stage that a rest or a pause leads back to. */
  after: 'hashed' | 'ready'
  why: Refusal | null
  /** Whether the original says where it was taken; known once it is added. */
  hasLocation: boolean
}

export type Queue = readonly Item[]

export type Chosen = Pick<Item, 'id' | 'name' | 'size' | 'about'>

export type Happening =
  | { is: 'chosen'; files: readonly Chosen[] }
  | { is: 'hashing'; id: string }
  | { is: 'hashed'; id: string; sha256: string }
  | { is: 'checking'; ids: readonly string[] }
  | { is: 'checked'; ids: readonly string[]; here: ReadonlySet<string> }
  | { is: 'sending'; id: string }
  | { is: 'progressed'; id: string; sent: number }
  | { is: 'stored'; id: string; isNew: boolean; hasLocation: boolean }
  | { is: 'stumbled'; ids: readonly string[]; now: number; waitSeconds: number | null; why: Refusal }
  | { is: 'refused'; ids: readonly string[]; why: Refusal }
  | { is: 'woke'; now: number }
  | { is: 'online' }
  | { is: 'signed_out'; ids: readonly string[] }
  | { is: 'signed_in' }
  | { is: 'cancelled' }
  | { is: 'dismissed' }

export type Work =
  { do: 'hash'; id: string } | { do: 'check'; ids: readonly string[] } | { do: 'send'; id: string }

const FINISHED: ReadonlySet<Stage> = new Set(['added', 'here', 'twice', 'refused', 'cancelled'])

export function isFinished(item: Item): boolean {
  return FINISHED.has(item.stage)
}

/** What the queue is after something happened. What comes late for a finished file changes nothing. */
export function after(queue: Queue, happening: Happening): Queue {
  switch (happening.is) {
    case 'chosen':
      return [...queue, ...happening.files.map(newItem)]
    case 'hashing':
      return change(queue, [happening.id], () => ({ stage: 'hashing' }))
    case 'hashed':
      return hashed(queue, happening.id, happening.sha256)
    case 'checking':
      return change(queue, happening.ids, () => ({ stage: 'checking' }))
    case 'checked':
      return change(queue, happening.ids, (item) => ({
        stage: happening.here.has(item.sha256 ?? '') ? 'here' : 'ready',
      }))
    case 'sending':
      return change(queue, [happening.id], () => ({ stage: 'sending', sent: 0 }))
    case 'progressed':
      return change(queue, [happening.id], () => ({ sent: happening.sent }))
    case 'stored':
      return change(queue, [happening.id], (item) => ({
        stage: happening.isNew ? 'added' : 'here',
        sent: item.size,
        why: null,
        hasLocation: happening.hasLocation,
      }))
    case 'stumbled':
      return change(queue, happening.ids, (item) => rested(item, happening))
    case 'refused':
      return change(queue, happening.ids, () => ({ stage: 'refused', sent: 0, why: happening.why }))
    case 'woke':
      return wake(queue, (item) => item.stage === 'resting' && item.restsUntil <= happening.now)
    case 'online':
      return wake(queue, (item) => item.stage === 'resting')
    case 'signed_out':
      return change(queue, happening.ids, (item) => ({ stage: 'paused', sent: 0, after: stageBefore(item) }))
    case 'signed_in':
      return wake(queue, (item) => item.stage === 'paused')
    case 'cancelled':
      return queue.map((item) => (isFinished(item) ? item : { ...item, stage: 'cancelled', sent: 0 }))
    case 'dismissed':
      return queue.filter((item) => !isFinished(item))
  }
}

function newItem(file: Chosen): Item {
  return {
    ...file,
    stage: 'waiting',
    sha256: null,
    sent: 0,
    tries: 0,
    restsUntil: 0,
    after: 'ready',
    why: null,
    hasLocation: false,
  }
}

function change(queue: Queue, ids: readonly string[], to: (item: Item) => Partial<Item>): Queue {
  const wanted = new Set(ids)
  return queue.map((item) => (wanted.has(item.id) && !isFinished(item) ? { ...item, ...to(item) } : item))
}

const NOT_SENT_YET: ReadonlySet<Stage> = new Set(['hashed', 'checking', 'ready', 'resting', 'paused'])

/** A file is read. Of two alike the first chosen goes, whichever was read first, unless the other is on its way. */
function hashed(queue: Queue, id: string, sha256: string): Queue {
  const [at, twinAt] = [queue.findIndex((item) => item.id === id), twinOf(queue, sha256)]
  const [item, twin] = [queue[at], queue[twinAt]]
  const isFirst = twin === undefined || (at < twinAt && NOT_SENT_YET.has(twin.stage))
  const read = change(queue, [id], () => ({ sha256, ...(isFirst ? { stage: 'hashed' } : asTwin(twin)) }))
  return isFirst && twin && item ? change(read, [twin.id], () => asTwin(item)) : read
}

function twinOf(queue: Queue, sha256: string): number {
  return queue.findIndex(
    ({ sha256: other, stage }) =>
      other === sha256 && stage !== 'refused' && stage !== 'cancelled' && stage !== 'twice',
  )
}

function asTwin(first: Item): Pick<Item, 'stage' | 'why'> {
  return { stage: 'twice', why: { sentence: `The same picture as ‘${first.name}’.`, reasons: [] } }
}

function rested(item: Item, stumble: Happening & { is: 'stumbled' }): Partial<Item> {
  const tries = item.tries + 1
  return {
    stage: 'resting',
    sent: 0,
    tries,
    after: stageBefore(item),
    restsUntil: stumble.now + (stumble.waitSeconds === null ? restAfter(tries) : stumble.waitSeconds * 1000),
    why: stumble.why,
  }
}

function stageBefore(item: Item): Item['after'] {
  return item.stage === 'checking' ? 'hashed' : 'ready'
}

/** Milliseconds to wait after so many tries in vain: 1 s, 2 s, 4 s … up to a minute. */
export function restAfter(tries: number): number {
  return Math.min(1000 * 2 ** (tries - 1), LONGEST_REST_MS)
}

function wake(queue: Queue, isDue: (item: Item) => boolean): Queue {
  if (!queue.some(isDue)) return queue
  return queue.map((item) => (isDue(item) ? { ...item, stage: item.after } : item))
}

/** What to start now: two files hashed at a time, one question about many, three lanes of uploads. Paused, only the first. */
export function next(queue: Queue): Work[] {
  if (inStage(queue, 'paused') > 0) return nextHashes(queue)
  return [...nextHashes(queue), ...nextCheck(queue), ...nextSends(queue)]
}

function nextHashes(queue: Queue): Work[] {
  return firstOf(queue, 'waiting', HASHERS - inStage(queue, 'hashing')).map(({ id }) => ({ do: 'hash', id }))
}

function nextCheck(queue: Queue): Work[] {
  if (inStage(queue, 'checking') > 0) return []
  const ids = firstOf(queue, 'hashed', CHECKED_AT_ONCE).map((item) => item.id)
  return ids.length > 0 ? [{ do: 'check', ids }] : []
}

function nextSends(queue: Queue): Work[] {
  return firstOf(queue, 'ready', LANES - inStage(queue, 'sending')).map(({ id }) => ({ do: 'send', id }))
}

function firstOf(queue: Queue, stage: Stage, most: number): Item[] {
  return most > 0 ? queue.filter((item) => item.stage === stage).slice(0, most) : []
}

function inStage(queue: Queue, stage: Stage): number {
  return queue.reduce((sum, item) => sum + (item.stage === stage ? 1 : 0), 0)
}

/** When the next rest ends; null when nobody rests. */
export function nextWaking(queue: Queue): number | null {
  const ends = queue.filter((item) => item.stage === 'resting').map((item) => item.restsUntil)
  return ends.length > 0 ? Math.min(...ends) : null
}

export interface Totals {
  files: number
  finished: number
  added: number
  here: number
  twice: number
  refused: number
  cancelled: number
  resting: number
  paused: number
  /** Those added whose original says where it was taken. */
  located: number
  /** Bytes of the files that need sending, as far as is known yet. */
  bytes: number
  bytesSent: number
}

export function totals(queue: Queue): Totals {
  const sum: Totals = {
    files: queue.length,
    finished: 0,
    added: 0,
    here: 0,
    twice: 0,
    refused: 0,
    cancelled: 0,
    resting: 0,
    paused: 0,
    located: 0,
    bytes: 0,
    bytesSent: 0,
  }
  for (const item of queue) count(item, sum)
  return sum
}

function count(item: Item, sum: Totals): void {
  if (isFinished(item)) sum.finished += 1
  switch (item.stage) {
    case 'added':
    case 'here':
    case 'twice':
    case 'refused':
    case 'cancelled':
    case 'resting':
    case 'paused':
      sum[item.stage] += 1
  }
  if (item.stage === 'added' && item.hasLocation) sum.located += 1
  if (!isFinished(item) || item.stage === 'added') sum.bytes += item.size
  if (item.stage === 'added' || item.stage === 'sending') sum.bytesSent += item.sent
}

/** One moment of an upload: when (ms), and how many bytes had gone by then. */
export interface Moment {
  at: number
  sent: number
}

/** Seconds that the rest will take at the recent pace; null while there is no telling. */
export function secondsLeft(moments: readonly Moment[], bytesLeft: number): number | null {
  const [first, last] = [moments[0], moments.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < 1500) return null
  const bytesPerSecond = ((last.sent - first.sent) * 1000) / (last.at - first.at)
  return bytesPerSecond > 0 ? bytesLeft / bytesPerSecond : null
}
