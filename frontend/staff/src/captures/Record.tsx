import { Link } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { CaptureDetail } from '../api/types'
import { instant } from '../parts/wording'
import styles from './captures.module.css'
import { isClockWrong, SPECTATORS, TAKEN_BY, USES } from './words'

/** What was logged, as it was logged; and what is known better now. */
export function Record({ row }: { row: CaptureDetail }) {
  const mayView = useMay('event:view')
  const said: [string, string][] = [
    ['Who it was', row.who],
    ['With what', row.device],
    ['Which children', row.children_said],
    ['What was said', row.said],
    ['What was done', row.done],
  ]
  return (
    <section className="card" aria-labelledby="record">
      <h2 id="record">What was logged</h2>
      <dl className={styles.record}>
        <Line term="When">{instant(row.happened_at)}</Line>
        <Line term="Where">{row.place}</Line>
        {row.event && (
          <Line term="Event">
            {mayView ? (
              <Link to="/events/$eventId" params={{ eventId: row.event.id }}>
                {row.event.name}
              </Link>
            ) : (
              row.event.name
            )}
            {row.spectators && <span className="soft"> {SPECTATORS[row.spectators]}</span>}
          </Line>
        )}
        <Line term="Taken by">{TAKEN_BY[row.taken_by]}</Line>
        <Line term="For">{USES[row.use]}</Line>
        {said
          .filter(([, words]) => words)
          .map(([term, words]) => (
            <Line key={term} term={term}>
              {words}
            </Line>
          ))}
        {row.children.length > 0 && (
          <Line term="Children known">{row.children.map(({ name }) => name).join(', ')}</Line>
        )}
      </dl>
      <p className="soft">
        Logged by {row.logged_by.name} {instant(row.logged_at)}, arrived {instant(row.received_at)}.
      </p>
      {isClockWrong(row) && (
        <p className="notice" data-tone="warn">
          The clock of the phone was wrong. Ask when it was, and note it under ‘What came to light’.
        </p>
      )}
    </section>
  )
}

function Line({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
