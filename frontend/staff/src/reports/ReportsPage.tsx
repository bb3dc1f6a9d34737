import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router'
import { useMe } from '../accounts/session'
import type { Report } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { OpenOrClosed } from '../parts/OpenOrClosed'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { day, instant } from '../parts/wording'
import { reportsQuery } from './queries'
import { inQueue, waitsInWords } from './queue'
import styles from './reports.module.css'
import { badges, inGroups, OUTCOMES, signs, work } from './words'

/** The desk: reports that are the reader's to read; what nobody has taken on first, the most urgent at its top. */
export function ReportsPage() {
  useTitle('Reports')
  const closed = Boolean(useSearch({ from: '/reports' }).closed)
  const navigate = useNavigate()
  const reports = useQuery(reportsQuery(closed))
  const isReadByNobody = useLocation({ select: ({ state }) => state.isReadByNobody })
  return (
    <>
      <div className="spread">
        <h1>Reports</h1>
        <Link to="/reports/new" className="button">
          Make a report
        </Link>
      </div>
      {isReadByNobody && <ReadByNobody />}
      <OpenOrClosed
        closed={closed}
        choose={(chosen) =>
          void navigate({ to: '/reports', search: chosen ? { closed: true } : {}, state: true })
        }
      />
      <Loaded query={reports}>
        {(rows) => (closed ? <ClosedOnes rows={rows} /> : <Queue rows={rows} />)}
      </Loaded>
      <p className="soft">
        Only those whom a report isn’t about read it <RuleLink id="M3" /> <RuleLink id="M4" />.
      </p>
    </>
  )
}

/** After a report that nobody reads any more (M4): who wrote that has to carry it on, so it stands until they leave this page. */
function ReadByNobody() {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <h2>Nobody at this school may read that report now</h2>
      <p>
        What you noted is kept, and you don’t see that report any more either. Nobody gets a mail about it{' '}
        <RuleLink id="M4" />. Do this yourself, today:
      </p>
      <ol>
        <li>Tell the local authority’s designated officer (LADO) what you know, by phone.</li>
        <li>Is a child in danger? Call the police: 999, or 101.</li>
        <li>
          Don’t talk about it with the person it is about. Ask for somebody else to be given the role of head
          or of chair of governors, and don’t say why: then it is theirs to read.
        </li>
      </ol>
    </div>
  )
}

function Queue({ rows }: { rows: readonly Report[] }) {
  const me = useMe()
  if (rows.length === 0) {
    return (
      <p className="card" role="status">
        No report is open. When one comes, you get a mail.
      </p>
    )
  }
  return (
    <>
      <p className="lead">{waitsInWords(rows, me.id)}</p>
      {inQueue(rows, me.id).map(({ title, rows: group }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <Rows rows={group} />
        </section>
      ))}
    </>
  )
}

function ClosedOnes({ rows }: { rows: readonly Report[] }) {
  if (rows.length === 0) {
    return (
      <p className="card" role="status">
        None is closed yet.
      </p>
    )
  }
  return <Rows rows={rows} />
}

function Rows({ rows }: { rows: readonly Report[] }) {
  return (
    <ul className="plain">
      {rows.map((row) => (
        <li
          key={row.id}
          className={`card ${styles.queued}`}
          data-urgency={row.closed_at ? undefined : row.urgency}
        >
          <div className="spread">
            <h3>
              <Link to="/reports/$reportId" params={{ reportId: row.id }}>
                {signs(row)[0]}
                <span className={styles.reference}>{inGroups(row.reference)}</span>
              </Link>
            </h3>
            {badges(row)
              .slice(0, 1)
              .map((state) => (
                <Badge key={state.words} state={state} />
              ))}
          </div>
          {signs(row).length > 1 && <p>{signs(row).slice(1).join('. ')}.</p>}
          <p className="soft">
            {[came(row), ...work(row), ...(row.outcome ? [OUTCOMES[row.outcome]] : [])].join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  )
}

function came(row: Report): string {
  return row.received_at ? `Came ${instant(row.received_at)}` : `Came on ${day(row.received_on)}`
}
