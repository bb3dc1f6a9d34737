import type { CaptureEvent, NewCapture } from '../../api/types'
import type { TakenBy, Use } from '../words'
import type { Person } from './person'

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

export type Missing = 'takenBy' | 'place' | 'at'

/** What has to be said before it can be logged: who took it, where; and when, where that isn't now. */
export function missing({ takenBy, eventId, place, at }: Draft): Missing[] {
  const found: Missing[] = []
  if (takenBy === null) found.push('takenBy')
  if (eventId === null && cleaned(place) === '') found.push('place')
  if (at !== null && Number.isNaN(new Date(at).getTime())) found.push('at')
  return found
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
  return events
    .filter((event) => away(event) <= days * DAY_MS)
    .toSorted((one, other) => away(one) - away(other) || one.name.localeCompare(other.name))
    .slice(0, most)
}
