import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { asProblem } from '../api/problem'
import type { ReportDetail } from '../api/types'
import { Badge } from '../parts/Badge'
import { KeepTyped } from '../parts/KeepTyped'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { Affected } from './Affected'
import { Chronology } from './Chronology'
import { Closing } from './Closing'
import { nextStep } from './nextStep'
import { Pictures } from './Pictures'
import { reportQuery, useVerb, verbs } from './queries'
import { Readers } from './Readers'
import { Referrals } from './Referrals'
import { Reporter } from './Reporter'
import styles from './reports.module.css'
import { Said } from './Said'
import { Tasks } from './Tasks'
import { Tracing } from './Tracing'
import { Triage } from './Triage'
import { badges, inGroups } from './words'

const PARTS = [
  ['said', 'What was said'],
  ['triage', 'How serious'],
  ['tasks', 'To do'],
  ['referrals', 'Referrals'],
  ['affected', 'Who'],
  ['pictures', 'Pictures'],
  ['reporter', 'The reporter'],
  ['closing', 'Close it'],
  ['readers', 'Who reads this'],
  ['chronology', 'Chronology'],
] as const

/** One report: what was said, what is done about it, and each step. */
export function ReportPage() {
  const { reportId } = useParams({ from: '/reports/$reportId' })
  const report = useQuery(reportQuery(reportId))
  useTitle('Report')
  return (
    <>
      <p>
        <Link to="/reports">Reports</Link>
      </p>
      {report.isError && isHidden(report.error) ? (
        // What is still in the browser's memory isn't this reader's any more: somebody was named, say (M4).
        <NotForYou thrown={report.error} />
      ) : (
        <Loaded query={report} isPage>
          {(row) => (
            <KeepTyped key={row.id}>
              <OneReport row={row} />
            </KeepTyped>
          )}
        </Loaded>
      )}
    </>
  )
}

function isHidden(thrown: unknown): boolean {
  return [403, 404].includes(asProblem(thrown).status)
}

function NotForYou({ thrown }: { thrown: unknown }) {
  return (
    <>
      <h1>{asProblem(thrown).title}</h1>
      <ProblemNotice thrown={thrown} />
    </>
  )
}

function OneReport({ row }: { row: ReportDetail }) {
  return (
    <>
      <div className="spread">
        <h1>Report {inGroups(row.reference)}</h1>
        <span className="row">
          {badges(row).map((state) => (
            <Badge key={state.words} state={state} />
          ))}
        </span>
      </div>
      <WhatNow row={row} />
      <nav className={styles.parts} aria-label="On this page">
        {PARTS.filter(([id]) => id !== 'closing' || row.is_taken_on || row.closed_at).map(([id, words]) => (
          <a key={id} href={`#${id}`}>
            {words}
          </a>
        ))}
      </nav>
      <div className="columns">
        <div>
          <Said row={row} />
          <Triage row={row} />
          <Tasks row={row} />
          <Referrals row={row} />
          <Affected row={row} />
          <Pictures row={row} />
          <Tracing row={row} />
          <Reporter row={row} />
          <Closing row={row} />
        </div>
        <div>
          <Readers row={row} />
          <Chronology row={row} />
        </div>
      </div>
    </>
  )
}

/** Who has it and what comes next; while nobody has it, the one thing to press. */
function WhatNow({ row }: { row: ReportDetail }) {
  const taking = useVerb(row.id, () => verbs(row.id).takeOn(), 'It is yours. The reminders end.')
  const next = nextStep(row)
  if (row.closed_at) return null
  if (!row.is_taken_on) {
    return (
      <div className="notice" data-tone="bad">
        {taking.isError && <ProblemNotice thrown={taking.error} />}
        <p>Nobody has taken this on yet. Until somebody does, reminders go out.</p>
        <button type="button" className="primary" disabled={taking.isPending} onClick={() => taking.mutate()}>
          I have it
        </button>
      </div>
    )
  }
  return (
    <div className="notice" data-tone={next.isPressing ? 'warn' : undefined} role="status">
      <p>
        {row.handler && <>{row.handler.name} has it. </>}
        <strong>Next:</strong> <a href={`#${next.part}`}>{next.words}</a>
      </p>
    </div>
  )
}
