import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { CaptureDetail } from '../api/types'
import { useNow } from '../parts/now'
import { TextForm } from '../parts/TextForm'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { dateOf, instant } from '../parts/wording'
import { Closing } from './Closing'
import { Finding } from './Finding'
import { Letters } from './Letters'
import { captureQuery, useVerb, verbs } from './queries'
import { Record } from './Record'
import { Tasks } from './Tasks'
import { Terms } from './Terms'
import { captureState, SPECTATORS, step, TAKEN_BY } from './words'

export interface PartProps {
  row: CaptureDetail
  mayWork: boolean
}

/** One capture: what was logged, what followed, what comes next. */
export function CapturePage() {
  const { captureId } = useParams({ from: '/captures/$captureId' })
  const capture = useQuery(captureQuery(captureId))
  const mayHandle = useMay('capture:handle')
  useTitle('Picture by others')
  return (
    <Loaded query={capture} isPage>
      {(row) => <Page row={row} mayHandle={mayHandle} mayWork={mayHandle && row.closed_at === null} />}
    </Loaded>
  )
}

function Page({ row, mayHandle, mayWork }: PartProps & { mayHandle: boolean }) {
  const now = useNow()
  return (
    <>
      <p>
        <Link to="/captures">Pictures by others</Link>
      </p>
      <div className="spread">
        <h1>
          {TAKEN_BY[row.taken_by]}, {row.place}
        </h1>
        <Badge state={captureState(row, dateOf(now))} />
      </div>
      {row.is_own_use && <OwnUse row={row} />}
      <div className="columns">
        <div className="stack">
          <Record row={row} />
          <Terms row={row} mayWork={mayWork} />
          <Tasks row={row} mayWork={mayWork} />
          {mayWork && <Letters row={row} />}
          <Closing row={row} mayHandle={mayHandle} />
        </div>
        <div className="stack">
          {mayWork && <Finding row={row} />}
          <Steps row={row} mayWork={mayWork} />
        </div>
      </div>
    </>
  )
}

/** Nothing is wrong with it: what the school can do is ask (T2). */
function OwnUse({ row }: { row: CaptureDetail }) {
  return (
    <p className="notice">
      A family’s own picture, for its own album: that is theirs to take <RuleLink id="T2" />.{' '}
      {row.spectators && SPECTATORS[row.spectators]} You can ask politely not to share pictures of other
      children.
    </p>
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
            <li key={`${entry.at} ${entry.kind} ${entry.text}`}>
              <strong>{title}</strong>
              {text && <p>{text}</p>}
              <p className="soft">
                {instant(entry.at)}, {entry.by ? entry.by.name : 'by the service'}
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
