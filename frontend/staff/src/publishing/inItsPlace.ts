/** Which placements can be redacted and placed anew in one step (P11), and whom that would be about. */
import type { PersonInPhoto, Placement } from '../api/types'

/** What covering somebody doesn't mend: it only waits, or was taken down. */
const NOT_ABOUT_PEOPLE = new Set(['not_released', 'review_overdue'])

type Stands = Pick<Placement, 'removed_at' | 'showing' | 'reasons' | 'files'>

/** A picture, not a video, that somebody who is in it keeps from showing. */
export function canBeReplaced({ removed_at, showing, reasons, files }: Stands): boolean {
  if (removed_at !== null || showing || files.some(({ size }) => size === 'clip')) return false
  return reasons.some(({ code }) => !NOT_ABOUT_PEOPLE.has(code))
}

/** Those of the people whom a reason speaks of, by their own id or by whoever they are. */
export function spokenOf(people: readonly PersonInPhoto[], reasons: Placement['reasons']): string[] {
  const about = new Set(reasons.map((reason) => reason.about))
  return people
    .filter(
      ({ id, child, adult, resolution }) =>
        resolution !== 'redacted' && [id, child?.id, adult?.id].some((each) => each && about.has(each)),
    )
    .map(({ id }) => id)
}
