import type { Outcome } from '../api/types'
import { Badge } from '../parts/Badge'
import { OUTCOMES } from './outcomes'

/** A decision as a badge: 'Website' with its icon, and the outcome in words for screen readers; or the words alone. */
export function OutcomeBadge({ outcome, purpose }: { outcome: Outcome; purpose?: string }) {
  return <Badge state={OUTCOMES[outcome]} {...(purpose === undefined ? {} : { about: purpose })} />
}
