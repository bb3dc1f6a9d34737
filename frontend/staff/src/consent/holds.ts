import type { RestrictionState } from '../api/types'

/** What a restriction holds back now: every purpose (`'all'`), or those named. */
export type Held = 'all' | readonly string[]

/** What the acts (newest first) come to: everything placed since the last lifting. */
export function held(acts: RestrictionState['acts']): Held {
  const lifted = acts.findIndex(({ act }) => act === 'lifted')
  const placed = lifted === -1 ? acts : acts.slice(0, lifted)
  if (placed.some(({ purposes }) => !purposes || purposes.length === 0)) return 'all'
  return [...new Set(placed.flatMap(({ purposes }) => purposes ?? []))]
}
