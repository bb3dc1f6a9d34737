import type { CaptureEvent } from '../../api/types'
import type { TakenBy } from '../words'

const RULE: Record<CaptureEvent['spectators'], string> = {
  allowed: 'Here, everybody may take pictures of their own child, for their own album.',
  registered_only: 'Here, only photographers whom the school registered take pictures.',
  none: 'Here, the school asks everybody not to take pictures.',
}

/** Who takes pictures for a family: of anybody else it isn't a family's own picture. */
const FAMILIES: ReadonlySet<TakenBy> = new Set(['parent', 'spectator', 'pupil'])

/** A family's own pictures for its own use: what to say, kindly (T2). */
export function Polite({
  takenBy,
  spectators,
}: {
  takenBy: TakenBy | null
  spectators: CaptureEvent['spectators'] | null
}) {
  if (takenBy !== null && !FAMILIES.has(takenBy)) return null
  return (
    <aside className="notice" aria-label="What you can say">
      <p>A family’s own pictures, for its own album. {spectators && RULE[spectators]} You can say:</p>
      <p>
        <strong>
          ‘Lovely that you came. There are other children in your pictures too: please keep those to yourself,
          and don’t share them online. Thank you!’
        </strong>
      </p>
    </aside>
  )
}
