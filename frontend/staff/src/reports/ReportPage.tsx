import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReportDetail } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { day, instant } from '../parts/wording'
import { Affected } from './Affected'
import { Chronology } from './Chronology'
import { Closing } from './Closing'
import { Pictures } from './Pictures'
import { reportQuery, useVerb, verbs } from './queries'
import { Readers } from './Readers'
import { Referrals } from './Referrals'
import styles from './reports.module.css'
import { Tasks } from './Tasks'
import { Tracing } from './Tracing'
import { Triage } from './Triage'
import { badges, IMAGES, inGroups } from './words'

const PARTS = [
  ['said', 'What was said'],
  ['triage', 'How serious'],
  ['tasks', 'To do'],
  ['referrals', 'Referrals'],
  ['affected', 'Who'],
  ['pictures', 'Pictures'],
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
    <Loaded query={report} isPage>
      {(row) => (
        <>
          <p>
            <Link to="/reports">Reports</Link>
          </p>
          <div className="spread">
            <h1>Report {inGroups(row.reference)}</h1>
            <span className="row">
              {badges(row).map((state) => (
                <Badge key={state.words} state={state} />
              ))}
            </span>
          </div>
          <TakeOn row={row} />
          <nav className={styles.parts} aria-label="On this page">
            {PARTS.filter(([id]) => id !== 'closing' || row.is_taken_on).map(([id, words]) => (
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
              <Closing row={row} />
            </div>
            <div>
              <Readers row={row} />
              <Chronology row={row} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}

function TakeOn({ row }: { row: ReportDetail }) {
  const taking = useVerb(row.id, () => verbs(row.id).takeOn(), 'It is yours. The reminders end.')
  if (row.closed_at || row.is_taken_on) {
    return row.handler && <p className="lead">{row.handler.name} has it.</p>
  }
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

function Said({ row }: { row: ReportDetail }) {
  return (
    <section className="card" aria-labelledby="said">
      <h2 id="said">What was said</h2>
      {row.images !== 'no' && (
        <div className="notice" data-tone="bad">
          <p>
            <strong>{IMAGES[row.images]}.</strong> Don’t view, copy, print, share, store or save any of them.
            Don’t ask to see one. If an adult is involved, tell the police.
          </p>
        </div>
      )}
      <p className={styles.words}>{row.what}</p>
      <dl className={styles.facts}>
        {facts(row).map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function facts(row: ReportDetail): [string, string][] {
  const known: [string, string][] = [
    ['Where', row.place],
    ['When, as they say', row.happened],
    ['About', row.about_name],
    ['Danger', row.danger_now ? 'Somebody may be in danger now.' : ''],
    ['Blackmail', row.blackmail ? 'Somebody asks for money or more pictures.' : ''],
    ['Pictures', row.images === 'no' ? IMAGES.no : ''],
    ['Who reports', reporter(row)],
    ['How to reach them', row.reporter_contact],
    ['Came', row.received_at ? instant(row.received_at) : day(row.received_on)],
  ]
  return known.filter(([, words]) => words !== '')
}

function reporter(row: ReportDetail): string {
  if (row.made_by) return row.made_by.name
  return row.is_anonymous ? 'They did not give their name' : row.reporter_name || REPORTERS[row.reporter]
}

const REPORTERS: Record<ReportDetail['reporter'], string> = {
  staff: 'Somebody who works at the school',
  parent: 'A parent or carer',
  pupil: 'A pupil',
  public: 'Somebody from outside',
  not_said: 'They did not say',
}
