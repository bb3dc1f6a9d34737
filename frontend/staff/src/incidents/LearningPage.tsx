import { useQuery } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import type { Digest } from '../api/types'
import { KeepTyped } from '../parts/KeepTyped'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { instant } from '../parts/wording'
import { Actions } from './Actions'
import { DigestDesk } from './DigestDesk'
import { Figures } from './Figures'
import styles from './incidents.module.css'
import { Lessons } from './Lessons'
import { learningQuery } from './queries'

/** What the school learned, for everybody who works there; and for those who look after it, the work on it (M10). */
export function LearningPage() {
  useTitle('What we learned')
  const learning = useQuery(learningQuery)
  const mayEdit = useMay('learning:edit')
  return (
    <KeepTyped>
      <h1>What we learned</h1>
      <p className="lead">
        What reports, captures and breaches have taught us, by theme: without blame and without names{' '}
        <RuleLink id="M10" />.
      </p>
      <Loaded query={learning}>
        {(found) => (
          <>
            <Digests rows={found.digests} />
            <Lessons rows={found.lessons} mayEdit={mayEdit} />
            {mayEdit && <DigestDesk />}
            <Actions rows={found.actions} owners={found.owners} mayEdit={mayEdit} />
          </>
        )}
      </Loaded>
      <Figures />
    </KeepTyped>
  )
}

function Digests({ rows }: { rows: readonly Digest[] }) {
  const [newest, ...older] = rows
  if (!newest) return <p className="card">Nothing has gone out to staff yet. It comes once a term.</p>
  return (
    <section className="card stack" aria-labelledby="digest">
      <div className="spread">
        <h2 id="digest">For everybody: {newest.says}</h2>
        <button type="button" className="small unprinted" onClick={() => globalThis.print()}>
          Print it
        </button>
      </div>
      <One digest={newest} />
      {older.map((each) => (
        <details key={each.term} className="unprinted">
          <summary>{each.says}</summary>
          <One digest={each} />
        </details>
      ))}
    </section>
  )
}

function One({ digest }: { digest: Digest }) {
  return (
    <>
      <p className={styles.text} dir="auto">
        {digest.text}
      </p>
      <p className="soft">
        {digest.sent_by.name}, {instant(digest.sent_at)}
      </p>
    </>
  )
}
