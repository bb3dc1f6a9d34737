import type { Outcome, PhotoRow } from '../api/types'
import { OUTCOMES, PHOTO_STATES, type PhotoState, photoState } from '../clearance/outcomes'

/** What the grid shows; it stands in the address, so that a view can be kept and sent on. */
export interface GridFilter {
  state?: PhotoState
  purpose?: string
  outcome?: Outcome
}

/** photo id → purpose → outcome. */
export type OutcomesByPhoto = ReadonlyMap<string, Readonly<Record<string, Outcome>>>

/** Reads the address; what it doesn't know it leaves out. */
export function gridFilter(search: Record<string, unknown>): GridFilter {
  const { state, purpose, outcome } = search
  return {
    ...(isKey(PHOTO_STATES, state) ? { state } : {}),
    ...(typeof purpose === 'string' && isKey(OUTCOMES, outcome) ? { purpose, outcome } : {}),
  }
}

function isKey<Key extends string>(table: Record<Key, unknown>, key: unknown): key is Key {
  return typeof key === 'string' && Object.hasOwn(table, key)
}

export function isShown(photo: PhotoRow, filter: GridFilter, outcomes: OutcomesByPhoto): boolean {
  if (filter.state && photoState(photo) !== filter.state) return false
  if (filter.purpose && filter.outcome) return outcomes.get(photo.id)?.[filter.purpose] === filter.outcome
  return true
}

/** How many photos are in each state. */
export function countStates(photos: readonly PhotoRow[]): Record<PhotoState, number> {
  const counts = { waiting: 0, failed: 0, open: 0, to_review: 0, reviewed: 0 }
  for (const photo of photos) counts[photoState(photo)] += 1
  return counts
}
