import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Report } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { OpenOrClosed } from '../parts/OpenOrClosed'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, day, instant } from '../parts/wording'
import { readinessQuery, reportsQuery } from './queries'
import { badges, IMAGES, inGroups } from './words'

/** The desk: reports that are the reader's to read, the most urgent first. */
export function ReportsPage() {
  useTitle('Reports')
  const [closed, setClosed] = useState(false)
  const reports = useQuery(reportsQuery(closed))
  return (
    <>
      <div className="spread">
        <h1>Reports</h1>
        <Link to="/reports/new" className="button">
          Make a report
        </Link>
      </div>
      <p className="lead">
        What somebody told the school about the misuse of pictures. Only those whom a report isn’t about read
        it <RuleLink id="M3" /> <RuleLink id="M4" />.
      </p>
      <Readiness />
      <OpenOrClosed closed={closed} choose={setClosed} />
      <Loaded query={reports}>{(rows) => <Rows rows={rows} closed={closed} />}</Loaded>
    </>
  )
}

function Rows({ rows, closed }: { rows: readonly Report[]; closed: boolean }) {
  if (rows.length === 0) {
    return (
      <p className="card" role="status">
        {closed ? 'None is closed yet.' : 'None is open.'}
      </p>
    )
  }
  return (
    <ul className="plain">
      {rows.map((row) => (
        <li key={row.id} className="card">
          <div className="spread">
            <h2>
              <Link to="/reports/$reportId" params={{ reportId: row.id }}>
                {inGroups(row.reference)}
              </Link>
            </h2>
            <span className="row">
              {badges(row).map((state) => (
                <Badge key={state.words} state={state} />
              ))}
            </span>
          </div>
          <p>{signs(row).join(' ')}</p>
          <p className="soft">{work(row).join(' · ')}</p>
        </li>
      ))}
    </ul>
  )
}

function signs(row: Report): string[] {
  return [
    ...(row.danger_now ? ['Somebody may be in danger now.'] : []),
    ...(row.blackmail ? ['Somebody is being blackmailed.'] : []),
    `${IMAGES[row.images]}.`,
  ]
}

function work(row: Report): string[] {
  return [
    row.received_at ? `Came ${instant(row.received_at)}` : `Came on ${day(row.received_on)}`,
    ...(row.handler ? [`with ${row.handler.name}`] : []),
    ...(row.open_tasks ? [`${count(row.open_tasks, 'task')} open`] : []),
    ...(row.late_tasks ? [`${count(row.late_tasks, 'task')} late`] : []),
  ]
}

function Readiness() {
  const readiness = useQuery(readinessQuery)
  if (!readiness.data?.warnings.length) return null
  return (
    <div className="notice" data-tone="warn">
      <ul>
        {readiness.data.warnings.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  )
}
