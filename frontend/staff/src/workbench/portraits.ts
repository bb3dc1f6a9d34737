/** Which of the decisions' reasons and warnings speak of a large portrait (P5). */
import type { Clearance, Reason } from '../api/types'

/** The code of the reason that a second person can lift. */
export const ASKED = 'portrait'

/** One for each face, though every purpose on the open web has it. */
export function portraitsIn({ purposes }: Clearance): Reason[] {
  const all = purposes.flatMap(({ reasons, warnings }) => [...reasons, ...warnings])
  const byFace = new Map(all.filter(({ rule }) => rule === 'P5').map((reason) => [reason.about, reason]))
  return [...byFace.values()]
}
