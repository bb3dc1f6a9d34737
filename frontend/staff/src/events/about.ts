/** What can be changed of an event. */
import type { SchoolEvent } from '../api/types'

const CHANGEABLE = ['name', 'on_date', 'place', 'scale', 'spectators', 'activity'] as const

export type AboutEvent = Pick<SchoolEvent, (typeof CHANGEABLE)[number]>

export function aboutOf({ name, on_date, place, scale, spectators, activity }: SchoolEvent): AboutEvent {
  return { name, on_date, place, scale, spectators, activity }
}

/** What was changed, and no more: what a colleague changed meanwhile stays. */
export function changesOf(before: AboutEvent, after: AboutEvent): Partial<AboutEvent> {
  return Object.fromEntries(
    CHANGEABLE.filter((each) => before[each] !== after[each]).map((each) => [each, after[each]]),
  )
}

/** What the changes replaced: to undo them. */
export function undoing(before: AboutEvent, changes: Partial<AboutEvent>): Partial<AboutEvent> {
  return Object.fromEntries(CHANGEABLE.filter((each) => each in changes).map((each) => [each, before[each]]))
}
