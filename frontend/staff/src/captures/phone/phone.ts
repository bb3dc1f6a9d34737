import { useCallback, useEffect, useRef, useState } from 'react'
import { answer, api } from '../../api/client'
import { Problem } from '../../api/problem'
import type { CaptureEvent, NewCapture, OwnLog } from '../../api/types'
import { asLog, type Draft, draftOf, EMPTY, isWorthKeeping, nextDraft, takenUp } from './draft'
import { oneAtATime } from './oneAtATime'
import { within } from './olderPhones'
import { ownerOf, type Person, personOf, schoolBefore } from './person'
import { type Fate, sendNow, sendWaiting, whileNoneIsSent } from './sending'
import * as store from './store'

const AGAIN_MS = 20_000
const PATIENCE_MS = 4_000
const LONGER_MS = 15_000
const MOMENT_MS = 500
const EVENTS = 'events'
const SYNC = 'send-captures'

/** What the phone knows. person: undefined until it has looked, null where nobody ever signed in here. */
export interface Phone {
  person: Person | null | undefined
  waiting: readonly store.Waiting[]
  refused: Readonly<Record<string, string>>
  hasSignal: boolean
  /** Whether the browser keeps what is logged; where it doesn't, it goes at once or not at all. */
  keeps: boolean
  events: readonly CaptureEvent[]
  arrived: readonly OwnLog[]
  draft: Draft
}

const NOTHING: Phone = {
  person: undefined,
  waiting: [],
  refused: {},
  hasSignal: true,
  keeps: true,
  events: [],
  arrived: [],
  draft: EMPTY,
}

type Found = Partial<Phone> & Pick<Phone, 'person'>

/** What the phone knows with what was found: of somebody else nothing stays, and over what is being written nothing is put. */
export function withFound(now: Phone, found: Found): Phone {
  if (!isSame(now.person, found.person)) return { ...NOTHING, ...found }
  return { ...now, ...found, draft: now.draft === EMPTY && found.draft ? found.draft : now.draft }
}

function isSame(one: Phone['person'], other: Phone['person']): boolean {
  return one && other ? ownerOf(one) === ownerOf(other) : one === other
}

/** The phone, kept up to date: when it opens, when the signal is back, when somebody looks at it, and while something waits. */
export function usePhone() {
  const [phone, setPhone] = useState(NOTHING)
  const [{ look, becomes }] = useState(() => looking(setPhone))
  useWatching(look, phone.waiting.length)
  const { change, log, takeBack } = useWriting(phone, setPhone, look)
  const signIn = async (email: string, password: string) => {
    const me = personOf(await answer(api.POST('/api/session', { body: { email, password } })))
    const before = schoolBefore(phone.person ?? null, me)
    await becomes(before ? await entered(before.id) : me)
  }
  const enter = async (schoolId: string) => becomes(await entered(schoolId))
  return { phone, change, log, takeBack, signIn, enter }
}

type SetPhone = (change: (now: Phone) => Phone) => void

/** `look` at what there is; `becomes`: from now on this person is there, and what was being looked up for another is dropped. */
function looking(setPhone: SetPhone) {
  let turn = 0
  const look = oneAtATime(async () => {
    const mine = turn
    await lookAtPhone((found) => {
      if (mine === turn) setPhone((now) => withFound(now, found))
    })
  })
  const becomes = async (person: Person) => {
    turn += 1
    await store.setLastPerson(person)
    setPhone((now) => withFound(now, { person }))
    await look()
  }
  return { look, becomes }
}

function useWatching(look: () => Promise<void>, waiting: number): void {
  const doesAnyWait = waiting > 0
  useEffect(() => {
    void look()
    return listen(() => void look())
  }, [look])
  useEffect(() => {
    if (waiting > 0) void askToBeWoken()
  }, [waiting])
  useEffect(() => {
    if (!doesAnyWait) return undefined
    const again = setInterval(() => void look(), AGAIN_MS)
    return () => clearInterval(again)
  }, [doesAnyWait, look])
}

/** What is being written: left on the phone a moment after each change, logged, or taken back where it was refused. */
function useWriting({ person, draft }: Phone, setPhone: SetPhone, look: () => Promise<void>) {
  const owner = person ? ownerOf(person) : null
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const tried = useRef<{ draft: Draft; words: NewCapture }>(undefined)
  const change = useCallback(
    (part: Partial<Draft>) => setPhone((now) => ({ ...now, draft: { ...now.draft, ...part } })),
    [setPhone],
  )
  useEffect(() => {
    if (owner === null || draft === EMPTY) return undefined
    const left = { draft, at: new Date().toISOString() }
    const leave = () => (isWorthKeeping(draft) ? store.leaveDraft(owner, left) : store.dropDraft(owner))
    leaving.current = setTimeout(() => void leave().catch(() => undefined), MOMENT_MS)
    return () => clearTimeout(leaving.current)
  }, [owner, draft])
  const log = async (by: Person) => {
    clearTimeout(leaving.current) // what is logged isn't left as a draft after that
    if (tried.current?.draft !== draft) {
      tried.current = { draft, words: asLog(draft, by, crypto.randomUUID(), new Date()) }
    }
    const { words } = tried.current
    const isKept = await keptOrSent(by, words).finally(() => void look())
    setPhone((now) => ({
      ...now,
      draft: nextDraft(draft),
      waiting: isKept ? [...now.waiting, { id: words.id, since: words.logged_at }] : now.waiting,
    }))
  }
  const takeBack = async (by: Person, id: string) => {
    const again = await whileNoneIsSent(() => taken(ownerOf(by), id))
    if (again) setPhone((now) => ({ ...now, draft: again }))
    await look()
  }
  return { change, log, takeBack }
}

/** One that waits, as a draft, in one step; null where it was sent meanwhile. */
async function taken(owner: string, id: string): Promise<Draft | null> {
  const words = await store.logOf(owner, id)
  if (words === null) return null
  const draft = draftOf(words)
  await store.leaveDraft(owner, { draft, at: words.logged_at }, id)
  return draft
}

/** Whether it is kept on the phone; a browser that keeps nothing sends it now. Raises where neither can be done. */
async function keptOrSent(by: Person, words: NewCapture): Promise<boolean> {
  try {
    await store.keep(ownerOf(by), words)
    return true
  } catch {
    const fate = await sendNow(words)
    if (fate === 'taken') return false
    throw new Problem({ status: 0, title: 'Neither kept nor sent', detail: whyNot(fate) })
  }
}

function whyNot(fate: Fate): string {
  const stay = 'This phone keeps nothing, so leave this page open.'
  if (fate === 'signed out' || fate === 'somebody else') return `${stay} Sign in again, then log it.`
  if (typeof fate === 'object') return `${stay} The school’s service did not take it: ${fate.refused}`
  return `${stay} Log it again when there is a signal.`
}

type Tell = (found: Found) => void

/** Look who is signed in, send what waits, and see what arrived; with no signal: what the phone knows by itself. */
async function lookAtPhone(tell: Tell): Promise<void> {
  const { person, hasSignal } = await whoIsThere(await store.lastPerson())
  if (person === null) return tell({ person, hasSignal })
  tell({ person, hasSignal, ...(await keptFor(person)) })
  if (!hasSignal || person.isSignedOut) return undefined
  const isOut = await sendAll(person, tell)
  if (person.mayLog && !isOut) await ask(person, tell)
  return undefined
}

/** What stands on the phone. What was left unwritten isn't for whoever holds it after its owner was signed out. */
async function keptFor(person: Person): Promise<Partial<Phone>> {
  const owner = ownerOf(person)
  const keeps = await store.canKeep(owner)
  const waiting = await store.waitingFor(owner).catch(() => [])
  const events = await store.noteOf<CaptureEvent[]>(owner, EVENTS).catch(() => null)
  const left = person.isSignedOut ? null : await store.leftDraft(owner)
  return {
    keeps,
    waiting,
    ...(events && { events }),
    ...(left && { draft: takenUp(left, events ?? [], new Date()) }),
  }
}

/** Send what waits. Gives whether the service knows this person no more. */
async function sendAll(person: Person, tell: Tell): Promise<boolean> {
  const owner = ownerOf(person)
  const sent = await sendWaiting(owner).catch(() => null)
  const isOut = sent?.stopped === 'signed out' || sent?.stopped === 'somebody else'
  tell({
    person: { ...person, isSignedOut: isOut },
    waiting: await store.waitingFor(owner).catch(() => []),
    ...(sent && { refused: sent.refused, hasSignal: sent.stopped !== 'later' }),
  })
  return isOut
}

/** Ask what the school has from this person, and which events there are, kept for when there is no signal. */
async function ask(person: Person, tell: Tell): Promise<void> {
  const arrived = await answer(api.GET('/api/captures/own', { signal: within(LONGER_MS) })).catch(() => null)
  if (arrived) tell({ person, arrived })
  const rows = await answer(api.GET('/api/events', { signal: within(LONGER_MS) })).catch(() => null)
  if (!rows) return
  const events = rows.map(({ id, name, on_date, place, spectators }) => ({
    id,
    name,
    on_date,
    place,
    spectators,
  }))
  tell({ person, events })
  await store.setNote(ownerOf(person), EVENTS, events).catch(() => undefined)
}

/** Nothing of one person is shown before it is known that nobody else is signed in by now; with no signal, the last one. */
async function whoIsThere(
  before: Person | null,
): Promise<Pick<Phone, 'hasSignal'> & { person: Person | null }> {
  try {
    const signal = within(navigator.onLine ? PATIENCE_MS : 0)
    const person = personOf(await answer(api.GET('/api/me', { signal })))
    await store.setLastPerson(person)
    return { person, hasSignal: true }
  } catch (thrown) {
    const isOut = thrown instanceof Problem && thrown.status === 401
    if (isOut && before && !before.isSignedOut) await store.setLastPerson({ ...before, isSignedOut: true })
    return { person: before && { ...before, isSignedOut: before.isSignedOut || isOut }, hasSignal: isOut }
  }
}

async function entered(school_id: string): Promise<Person> {
  return personOf(await answer(api.PUT('/api/session/school', { body: { school_id } })))
}

/** Calls `look` when something may have changed. Gives the way to stop. */
function listen(look: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === 'visible') look()
  }
  const { serviceWorker } = navigator
  window.addEventListener('online', look)
  document.addEventListener('visibilitychange', seen)
  serviceWorker?.addEventListener('message', look)
  return () => {
    window.removeEventListener('online', look)
    document.removeEventListener('visibilitychange', seen)
    serviceWorker?.removeEventListener('message', look)
  }
}

interface Waking {
  sync?: { register: (tag: string) => Promise<void> }
}

/** Ask the browser to keep what waits, and to wake the service worker once there is a signal, where it can. */
async function askToBeWoken(): Promise<void> {
  void navigator.storage?.persist?.()
  const worker = (await navigator.serviceWorker?.getRegistration()) as Waking | undefined
  await worker?.sync?.register(SYNC).catch(() => undefined)
}
