import type { Channel, Placement } from '../api/types'
import type { StateWords } from '../parts/Badge'

type Stands = Pick<Placement, 'removed_at' | 'showing' | 'waits_for_release' | 'reasons'>

const SHOWING: StateWords = { words: 'Showing', tone: 'good', icon: 'tick' }
const READY: StateWords = { words: 'Ready to hand over', tone: 'good', icon: 'tick' }
export const WAITS: StateWords = { words: 'Waits for a second person', tone: 'warn', icon: 'person' }
const OVERDUE: StateWords = { words: 'Review overdue: not showing', tone: 'bad', icon: 'wait' }
const NOT_SHOWING: StateWords = { words: 'Not showing', tone: 'bad', icon: 'bar' }
const TAKEN_DOWN: StateWords = { words: 'Taken down', tone: 'calm', icon: 'bar' }

/** The one state of a placement. What only waits for a second person says so; where more is in the way, that comes first. */
export function stateOf(placement: Stands, door: Channel['door'] = 'public'): StateWords {
  if (placement.removed_at !== null) return TAKEN_DOWN
  if (placement.showing) return door === 'none' ? READY : SHOWING
  const codes = placement.reasons.map(({ code }) => code)
  if (codes.every((code) => code === 'not_released')) return WAITS
  if (codes.every((code) => code === 'review_overdue' || code === 'not_released')) return OVERDUE
  return NOT_SHOWING
}
