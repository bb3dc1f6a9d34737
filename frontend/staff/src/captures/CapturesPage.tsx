import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { Capture } from '../api/types'
import { useNow } from '../parts/now'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { OpenOrClosed } from '../parts/OpenOrClosed'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { dateOf, day, instant } from '../parts/wording'
import { capturesQuery } from './queries'
import { captureState, TAKEN_BY, USES } from './words'

/** The register of pictures that others took. */
export function CapturesPage() {
  useTitle('Pictures by others')
  const [closed, setClosed] = useState(false)
  const captures = useQuery(capturesQuery(closed))
  const mayLog = useMay('capture:log')
  return (
    <>
      <div className="spread">
        <h1>Pictures by others</h1>
        {mayLog && (
          <Link to="/capture" className="button">
            Log one
          </Link>
        )}
      </div>
      <p className="lead">
        What parents, spectators, the press and others photographed, and what follows <RuleLink id="T1" />.
        Staff and stewards log it on a phone, with a signal or without.
      </p>
      <OpenOrClosed closed={closed} choose={setClosed} />
      <Loaded query={captures}>{(rows) => <Rows rows={rows} closed={closed} />}</Loaded>
    </>
  )
}

function Rows({ rows, closed }: { rows: readonly Capture[]; closed: boolean }) {
  if (rows.length === 0) {
    return (
      <p className="card" role="status">
        {closed ? 'None is closed yet.' : 'None is open. What is logged on a phone comes here by itself.'}
      </p>
    )
  }
  return (
    <ul className="plain">
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  )
}

function Row({ row }: { row: Capture }) {
  const now = useNow()
  return (
    <li className="card">
      <div className="spread">
        <h2>
          <Link to="/captures/$captureId" params={{ captureId: row.id }}>
            {TAKEN_BY[row.taken_by]}, {row.place}
          </Link>
        </h2>
        <Badge state={captureState(row, dateOf(now))} />
      </div>
      <p className="soft">
        {instant(row.happened_at)}
        {row.event && ` · ${row.event.name}`} · For: {USES[row.use].toLowerCase()}
      </p>
      {row.due_on && <p>The next task is due {day(row.due_on)}.</p>}
      {row.closed_at && <p>Closed {instant(row.closed_at)}.</p>}
    </li>
  )
}
