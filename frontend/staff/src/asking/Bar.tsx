import type { RoundCounts } from '../api/types'
import { progressOf } from './words'

/** How many have answered everything; the words beside it say the same. */
export function Bar({ counts }: { counts: RoundCounts }) {
  return <progress max={counts.people} value={counts.answered} aria-label={progressOf(counts)} />
}
