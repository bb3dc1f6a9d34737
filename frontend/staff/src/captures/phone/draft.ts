import type { CaptureEvent, NewCapture } from '../../api/types'
import { asLocal } from '../../parts/wording'
import type { TakenBy, Use } from '../words'
import { sorted } from './olderPhones'
import type { Person } from './person'
import type { Left } from './store'

/** What is being filled in. `at`: null for now, else a local date and time. */
export interface Draft {
  takenBy: TakenBy | null
  eventId: string | null
  place: string
  at: string | null
  use: Use
  who: string
  device: string
  children: string
  said: string
  done: string
}

export const EMPTY: Draft = {
  takenBy: null,
  eventId: null,
  place: '',
  at: null,
  use: 'not_known',
  who: '',
  device: '',
  children: '',
  said: '',
  done: '',
}

/** What comes next at the same event: where it is stays. */
export function nextDraft({ eventId, place }: Draft): Draft {
  return { ...EMPTY, eventId, place }
}

/** Whether anything would be lost with it; where it was alone is said again in a moment. */
export function isWorthKeeping({ takenBy, who, device, children, said, done }: Draft): boolean {
  return takenBy !== null || [who, device, children, said, done].some((words) => words !== '')
}

const STILL_NOW_MS = 10 * 60_000

/** What was left unlogged, taken up again: 'just now' was then, and an event that isn't offered any more isn't chosen. */
export function takenUp({ draft, at }: Left, events: readonly CaptureEvent[], now: Date): Draft {
  const isOffered = eventsNear(events, now).some(({ id }) => id === draft.eventId)
  const isOld = Math.abs(now.getTime() - new Date(at).getTime()) > STILL_NOW_MS
  return {
    ...draft,
    eventId: isOffered ? draft.eventId : null,
    at: draft.at === null && isOld ? asLocal(new Date(at)) : draft.at,
  }
}

/** A log that was refused, to be mended and logged again. */
export function draftOf(log: NewCapture): Draft {
  return {
    takenBy: log.taken_by,
    eventId: log.event_id ?? null,
    place: log.place ?? '',
    at: asLocal(new Date(log.happened_at)),
    use: log.use ?? 'not_known',
    who: log.who ?? '',
    device: log.device ?? '',
    children: log.children_said ?? '',
    said: log.said ?? '',
    done: log.done ?? '',
  }
}

export type Missing = 'takenBy' | 'place' | 'at'

/** What has to be said before it can be logged: who took it, where; and when, where that isn't now. */
export function missing({ takenBy, eventId, place, at }: Draft): Missing[] {
  const found: Missing[] = []
  if (takenBy === null) found.push('takenBy')
  if (eventId === null && cleaned(place) === '') found.push('place')
  if (at !== null && !isATime(at)) found.push('at')
  return found
}

/** A day in this age: a field takes the year 20266 too, and no calendar does. */
function isATime(at: string): boolean {
  const year = new Date(at).getFullYear()
  return year >= 1970 && year < 2200
}

/** The draft as it is kept and sent; `id` and `now` are the phone's. */
export function asLog(draft: Draft, { id: by, school }: Person, id: string, now: Date): NewCapture {
  return {
    id,
    by,
    school_id: school.id,
    taken_by: draft.takenBy ?? 'not_known',
    event_id: draft.eventId,
    place: cleaned(draft.place),
    happened_at: (draft.at === null ? now : new Date(draft.at)).toISOString(),
    use: draft.use,
    who: cleaned(draft.who),
    device: cleaned(draft.device),
    children_said: cleaned(draft.children, true),
    said: cleaned(draft.said, true),
    done: cleaned(draft.done, true),
    logged_at: now.toISOString(),
  }
}

/** Without what the service can't keep, so that nothing is refused for it when it is sent, hours later. */
export function cleaned(text: string, keepsLines = false): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const kept = lines.map((line) => line.replace(/\p{Cc}/gu, ' '))
  // What a keyboard cut in half has no meaning, and no database takes it.
  return kept
    .join(keepsLines ? '\n' : ' ')
    .replace(/\p{Cs}/gu, '')
    .trim()
}

const DAY_MS = 86_400_000

/** The events about these days, the nearest first: what a steward at one of them can choose. */
export function eventsNear(events: readonly CaptureEvent[], now: Date, days = 3, most = 6): CaptureEvent[] {
  const away = ({ on_date }: CaptureEvent) =>
    Math.abs(new Date(`${on_date}T12:00:00`).getTime() - now.getTime())
  const near = events.filter((event) => away(event) <= days * DAY_MS)
  const nearest = sorted(near, (one, other) => away(one) - away(other) || one.name.localeCompare(other.name))
  return nearest.slice(0, most)
}
