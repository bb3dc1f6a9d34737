import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { Breach } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { OpenOrClosed } from '../parts/OpenOrClosed'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, instant } from '../parts/wording'
import { useNow } from '../parts/now'
import { breachesQuery } from './queries'
import { clockState, nextStep } from './words'

/** Publications that should not have been, each with its 72 hours. */
export function BreachesPage() {
  useTitle('Breaches')
  const [closed, setClosed] = useState(false)
  const breaches = useQuery(breachesQuery(closed))
  const mayHandle = useMay('breach:handle')
  return (
    <>
      <div className="spread">
        <h1>Breaches</h1>
        {mayHandle && (
          <Link to="/breaches/new" className="button">
            Write one down
          </Link>
        )}
      </div>
      <p className="lead">
        Pictures that went out and should not have <RuleLink id="W4" />. Somebody decides within 72 hours
        whether the regulator has to be told.
      </p>
      <OpenOrClosed closed={closed} choose={setClosed} />
      <Loaded query={breaches}>{(rows) => <Rows rows={rows} closed={closed} />}</Loaded>
    </>
  )
}

function Rows({ rows, closed }: { rows: readonly Breach[]; closed: boolean }) {
  const now = useNow()
  if (rows.length === 0) {
    return (
      <p className="card" role="status">
        {closed ? 'None is closed yet.' : 'None is open. The service opens one by itself where it finds one.'}
      </p>
    )
  }
  return (
    <ul className="plain">
      {rows.map((row) => (
        <li key={row.id} className="card">
          <div className="spread">
            <h2>
              <Link to="/breaches/$breachId" params={{ breachId: row.id }}>
                {row.says}
              </Link>
            </h2>
            <Badge state={clockState(row, now)} />
          </div>
          <p className="soft">
            Known since {instant(row.known_at)} · {count(row.affected, 'child', 'children')}
          </p>
          <p>{row.closed_at ? `Closed ${instant(row.closed_at)}.` : nextStep(row)}</p>
        </li>
      ))}
    </ul>
  )
}
