import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Incident } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { OpenOrClosed } from '../parts/OpenOrClosed'
import { useTitle } from '../parts/title'
import { day } from '../parts/wording'
import { incidentsQuery } from './queries'

const KINDS: Record<Incident['kind'], string> = {
  capture: 'Taken by somebody else',
  breach: 'Breach',
  report: 'Report',
}

/** Captures, breaches and reports in one list: those that are the reader's to read. */
export function IncidentsPage() {
  useTitle('All incidents')
  const closed = Boolean(useSearch({ from: '/incidents' }).closed)
  const navigate = useNavigate()
  const incidents = useQuery(incidentsQuery(closed))
  return (
    <>
      <h1>All incidents</h1>
      <p className="lead">
        Pictures taken by others, breaches and reports: those that you may read, the newest first.
      </p>
      <OpenOrClosed
        closed={closed}
        choose={(chosen) => void navigate({ to: '/incidents', search: chosen ? { closed: true } : {} })}
      />
      <Loaded query={incidents}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="card" role="status">
              {closed ? 'None is closed yet.' : 'None is open.'}
            </p>
          ) : (
            <ul className="plain">
              {rows.map((row) => (
                <li key={row.id} className="card">
                  <h2>
                    <Address row={row} />
                  </h2>
                  <p className="soft">
                    {KINDS[row.kind]} · {day(row.since)}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function Address({ row: { kind, id, says } }: { row: Incident }) {
  if (kind === 'breach') {
    return (
      <Link to="/breaches/$breachId" params={{ breachId: id }}>
        {says}
      </Link>
    )
  }
  if (kind === 'report') {
    return (
      <Link to="/reports/$reportId" params={{ reportId: id }}>
        {says}
      </Link>
    )
  }
  return <Link to={`/captures/${id}`}>{says}</Link>
}
