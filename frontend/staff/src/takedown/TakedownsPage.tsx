import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { TakedownCase, TakedownsShown } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { Pager } from '../parts/Pager'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, instant } from '../parts/wording'
import styles from './takedown.module.css'
import { CASES_PAGE, casesQuery, summaryQuery } from './queries'
import { caseState, progress, SHOWN } from './words'

/** Every case: what came down, and what is left to take down elsewhere. */
export function TakedownsPage() {
  useTitle('Takedowns')
  const { show, from } = useSearch({ from: '/takedowns' })
  const navigate = useNavigate({ from: '/takedowns' })
  const cases = useQuery(casesQuery(show, from))
  return (
    <>
      <h1>Takedowns</h1>
      <p className="lead">
        When pictures may no longer be shown, the service stops showing them at once. What was copied
        elsewhere has to come down too: that is what stands here <RuleLink id="P9" />. A case never says why.
      </p>
      <Summary />
      <div className={styles.shown} role="group" aria-label="Which cases">
        {Object.entries(SHOWN).map(([state, words]) => (
          <button
            key={state}
            type="button"
            className="small"
            aria-pressed={state === show}
            onClick={() => void navigate({ search: { show: state as TakedownsShown, from: 0 } })}
          >
            {words}
          </button>
        ))}
      </div>
      <Loaded query={cases}>
        {({ items, total }) => (
          <>
            <Cases items={items} show={show} />
            <Pager
              what="cases"
              offset={from}
              size={CASES_PAGE}
              total={total}
              onOffset={(offset) => void navigate({ search: { show, from: Math.max(0, offset) } })}
            />
          </>
        )}
      </Loaded>
    </>
  )
}

function Summary() {
  const { data } = useQuery(summaryQuery)
  if (!data) return null
  const { open_tasks, overdue, mine } = data
  if (open_tasks === 0) return <p role="status">Nothing is left to take down elsewhere.</p>
  return (
    <p role="status">
      <strong>{count(open_tasks, 'copy', 'copies')} to take down</strong>
      {mine > 0 && `, ${mine} of them yours`}
      {overdue > 0 && <strong>, {overdue} late</strong>}.
    </p>
  )
}

const NONE: Record<TakedownsShown, string> = {
  open: 'Nothing to do. When a picture that was copied elsewhere has to come down, it stands here.',
  closed: 'No case is done yet.',
  all: 'No picture has come down yet.',
}

function Cases({ items, show }: { items: readonly TakedownCase[]; show: TakedownsShown }) {
  if (items.length === 0) return <p className="card">{NONE[show]}</p>
  return (
    <ul className="plain">
      {items.map((row) => (
        <CaseCard key={row.id} row={row} />
      ))}
    </ul>
  )
}

function CaseCard({ row }: { row: TakedownCase }) {
  return (
    <li className="card">
      <div className="spread">
        <h2>
          <Link to="/takedowns/$caseId" params={{ caseId: row.id }}>
            {count(row.pictures, 'picture')} came down {instant(row.opened_at)}
          </Link>
        </h2>
        <Badge state={caseState(row)} />
      </div>
      <p className="soft">{row.channels.join(' · ')}</p>
      <p>
        {progress(row)}
        {row.due_at && ` To be done by ${instant(row.due_at)}.`}
        {row.overdue > 0 && <strong> {count(row.overdue, 'copy', 'copies')} late.</strong>}
      </p>
    </li>
  )
}
