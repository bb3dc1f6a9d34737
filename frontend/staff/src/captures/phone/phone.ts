import { useCallback, useEffect, useState } from 'react'
import { answer, api } from '../../api/client'
import { Problem } from '../../api/problem'
import type { CaptureEvent, Me, NewCapture, OwnLog } from '../../api/types'
import { ownerOf, type Person, personOf } from './person'
import { sendNow, sendWaiting } from './sending'
import { keep, lastPerson, noteOf, setLastPerson, setNote, type Waiting, waitingFor } from './store'

const AGAIN_MS = 20_000
const PATIENCE_MS = 4_000
const EVENTS = 'events'
const SYNC = 'send-captures'

/** What the phone knows. person: undefined until it has looked, null where nobody ever signed in here. */
export interface Phone {
  person: Person | null | undefined
  waiting: readonly Waiting[]
  refused: Readonly<Record<string, string>>
  hasSignal: boolean
  events: readonly CaptureEvent[]
  arrived: readonly OwnLog[]
}

const NOTHING: Phone = {
  person: undefined,
  waiting: [],
  refused: {},
  hasSignal: true,
  events: [],
  arrived: [],
}

/** The phone, kept up to date: when it opens, when the signal is back, when somebody looks at it, and while something waits. */
export function usePhone() {
  const [phone, setPhone] = useState(NOTHING)
  const look = useCallback(async () => {
    await lookAtPhone((found) => setPhone((now) => ({ ...now, ...found })))
  }, [])
  const { waiting } = phone
  useEffect(() => {
    void look()
    return listen(() => void look())
  }, [look])
  useEffect(() => {
    if (waiting.length === 0) return undefined
    const again = setInterval(() => void look(), AGAIN_MS)
    return () => clearInterval(again)
  }, [waiting.length, look])
  const log = async (person: Person, words: NewCapture) => {
    try {
      await keep(ownerOf(person), words)
      setPhone((now) => ({ ...now, waiting: [...now.waiting, { id: words.id, since: words.logged_at }] }))
    } catch (thrown) {
      // A browser that keeps nothing: then it has to go now, or stay in the form.
      if ((await sendNow(words)) !== 'taken') throw thrown
    }
    void askToBeWoken()
    void look()
  }
  const signIn = async (email: string, password: string) => {
    await became(await answer(api.POST('/api/session', { body: { email, password } })))
    setPhone((now) => ({ ...NOTHING, hasSignal: now.hasSignal }))
    await look()
  }
  return { phone, log, signIn }
}

type Tell = (found: Partial<Phone>) => void

/** Look who is signed in, send what waits, and see what arrived; with no signal: what the phone knows by itself. */
async function lookAtPhone(tell: Tell): Promise<void> {
  const { person, hasSignal } = await whoIsThere(await lastPerson().catch(() => null))
  if (person === null) return tell({ person, hasSignal, waiting: [] })
  const owner = ownerOf(person)
  const waits = () => waitingFor(owner).catch(() => [])
  tell({ person, hasSignal, waiting: await waits(), events: await eventsFor(person, hasSignal) })
  if (!hasSignal || person.isSignedOut) return undefined
  const sent = await sendWaiting(owner)
  const isOut = sent?.stopped === 'signed out' || sent?.stopped === 'somebody else'
  tell({
    waiting: await waits(),
    ...(sent && { refused: sent.refused, hasSignal: sent.stopped !== 'later' }),
    ...(isOut && { person: { ...person, isSignedOut: true } }),
  })
  if (person.mayLog && !isOut) tell({ arrived: await arrivedFor() })
}

/** Nothing of one person is shown before it is known that nobody else is signed in by now; with no signal, the last one. */
async function whoIsThere(
  before: Person | null,
): Promise<Pick<Phone, 'hasSignal'> & { person: Person | null }> {
  try {
    const signal = AbortSignal.timeout(navigator.onLine ? PATIENCE_MS : 0)
    return { person: await became(await answer(api.GET('/api/me', { signal }))), hasSignal: true }
  } catch (thrown) {
    const isOut = thrown instanceof Problem && thrown.status === 401
    if (isOut && before && !before.isSignedOut) await setLastPerson({ ...before, isSignedOut: true })
    return { person: before && { ...before, isSignedOut: before.isSignedOut || isOut }, hasSignal: isOut }
  }
}

async function became(me: Me): Promise<Person> {
  const person = personOf(me)
  await setLastPerson(person).catch(() => undefined)
  return person
}

/** The school's events: from the service where it answers, and then kept for when it doesn't. */
async function eventsFor(person: Person, hasSignal: boolean): Promise<readonly CaptureEvent[]> {
  const kept = async () => (await noteOf<CaptureEvent[]>(person, EVENTS).catch(() => null)) ?? []
  if (!hasSignal || person.isSignedOut || !person.mayLog) return kept()
  try {
    const rows = await answer(api.GET('/api/events'))
    const events = rows.map(({ id, name, on_date, place, spectators }) => ({
      id,
      name,
      on_date,
      place,
      spectators,
    }))
    await setNote(person, EVENTS, events)
    return events
  } catch {
    return kept()
  }
}

const arrivedFor = () => answer(api.GET('/api/captures/own')).catch((): OwnLog[] => [])

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
