import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { BreachDetail, Theme } from '../api/types'
import { ThemeChoice } from '../incidents/ThemeChoice'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { instant } from '../parts/wording'
import { Children } from './Children'
import { Deciding } from './Deciding'
import { useNow } from '../parts/now'
import { breachQuery, useVerb, verbs } from './queries'
import { TextForm } from '../parts/TextForm'
import { clockState, nextStep, step } from './words'

/** One breach: what, who, until when, and each step. */
export function BreachPage() {
  const { breachId } = useParams({ from: '/breaches/$breachId' })
  const breach = useQuery(breachQuery(breachId))
  const mayHandle = useMay('breach:handle')
  const now = useNow()
  useTitle('Breach')
  return (
    <Loaded query={breach} isPage>
      {(row) => {
        const mayWork = mayHandle && row.closed_at === null
        return (
          <>
            <p>
              <Link to="/breaches">Breaches</Link>
            </p>
            <div className="spread">
              <h1>{row.says}</h1>
              <Badge state={clockState(row, now)} />
            </div>
            <p className="lead">{nextStep(row)}</p>
            <div className="columns">
              <div className="stack">
                <What row={row} />
                <Children row={row} mayWork={mayWork} />
                <Deciding row={row} mayWork={mayWork} />
                <Closing row={row} mayWork={mayWork} />
              </div>
              <Steps row={row} mayWork={mayWork} />
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

interface PartProps {
  row: BreachDetail
  mayWork: boolean
}

function What({ row }: { row: BreachDetail }) {
  const mayView = useMay('photo:view')
  return (
    <section className="card" aria-labelledby="what">
      <h2 id="what">What happened</h2>
      {row.what && <p>{row.what}</p>}
      {row.channel && <p>It was placed in ‘{row.channel}’.</p>}
      <p>
        Known since {instant(row.known_at)}. The 72 hours end {instant(row.due_at)}.
      </p>
      {row.photo_id && mayView && (
        <p>
          <Link to="/photos/$photoId" params={{ photoId: row.photo_id }}>
            Open the picture
          </Link>
        </p>
      )}
    </section>
  )
}

function Closing({ row, mayWork }: PartProps) {
  const [theme, setTheme] = useState<Theme>('other')
  const closing = useVerb(row.id, (lesson: string) => verbs(row.id).close({ lesson, theme }), 'Closed.')
  if (row.closed_at) {
    return (
      <section className="card" aria-labelledby="lesson">
        <h2 id="lesson">What was learned</h2>
        <p>{row.lesson}</p>
        <p className="soft">Closed {instant(row.closed_at)}.</p>
      </section>
    )
  }
  const isDecided = row.decision === 'do_not_report' || row.told_regulator_at !== null
  if (!mayWork || !isDecided) return null
  return (
    <section className="card" aria-labelledby="closing">
      <h2 id="closing">Close it</h2>
      <ThemeChoice theme={theme} onChange={setTheme} />
      <TextForm
        label="What was learned"
        hint="What will be done in another way, for everybody who works here. Write no names."
        button="Close this record"
        verb={closing}
      />
    </section>
  )
}

function Steps({ row, mayWork }: PartProps) {
  const noting = useVerb(row.id, verbs(row.id).note, 'Noted.')
  return (
    <section className="card stack" aria-labelledby="steps">
      <h2 id="steps">What was done</h2>
      <ol className="plain stack">
        {row.entries.map((entry) => {
          const { title, text } = step(entry)
          return (
            <li key={`${entry.at} ${entry.kind}`}>
              <strong>{title}</strong>
              {text && <p>{text}</p>}
              <p className="soft">
                {instant(entry.at)},{' '}
                {entry.by && entry.kind !== 'officer_told' ? entry.by.name : 'by the service'}
              </p>
            </li>
          )
        })}
      </ol>
      {mayWork && (
        <TextForm
          label="Add a note"
          hint="What you found or did. It can’t be changed afterwards: add another."
          button="Add this note"
          verb={noting}
        />
      )}
    </section>
  )
}
