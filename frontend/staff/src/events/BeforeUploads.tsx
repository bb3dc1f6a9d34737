import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../accounts/session'
import type { Admission } from '../api/types'
import type { Taker } from '../media/upload/about'
import { Loaded } from '../parts/Loaded'
import { ReasonList } from '../parts/Reasons'
import { takers } from './photographers'
import { admissionQuery } from './queries'

interface BeforeUploadsProps {
  eventId: string
  /** At a large event, with who can have taken the pictures; else with none. */
  children: (takers: readonly Taker[] | undefined) => ReactNode
}

/** Says, before anything is chosen, what keeps pictures out of this event (E2, E4); where nothing does, the way to add them. */
export function BeforeUploads({ eventId, children }: BeforeUploadsProps) {
  const admission = useQuery(admissionQuery(eventId))
  return (
    <Loaded query={admission}>
      {(found) => (found.is_open ? children(takers(found)) : <Closed eventId={eventId} admission={found} />)}
    </Loaded>
  )
}

function Closed({ eventId, admission }: { eventId: string; admission: Admission }) {
  const mayEdit = useMay('event:edit')
  const rules = new Set(admission.reasons.map(({ rule }) => rule))
  return (
    <section className="notice stack" data-tone="warn" aria-labelledby="closed-heading">
      <h2 id="closed-heading">Pictures can’t be added yet</h2>
      <ReasonList reasons={admission.reasons} />
      <p className="row">
        {!mayEdit && 'Ask whoever looks after the event.'}
        {mayEdit && rules.has('E2') && (
          <Link to="/events/$eventId/notices" params={{ eventId }} className="button">
            See the notices
          </Link>
        )}
        {rules.has('E4') && (
          <Link to="/events/$eventId/photographers" params={{ eventId }} className="button">
            See the photographers
          </Link>
        )}
      </p>
    </section>
  )
}
