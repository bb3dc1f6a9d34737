/** Which photos somebody can still do something about. */
import type { PhotoRow } from '../api/types'

/** Named by those who may, counted by reviewers, scanned again where the scan failed. */
export function needsSomebody(
  { scan_state, open, reviewed }: Pick<PhotoRow, 'scan_state' | 'open' | 'reviewed'>,
  mayReview: boolean,
): boolean {
  if (scan_state !== 'scanned') return scan_state === 'failed'
  return open > 0 || (mayReview && !reviewed)
}
