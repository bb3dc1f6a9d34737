import { useState } from 'react'
import { asProblem } from '../../api/problem'
import type { NewCapture } from '../../api/types'
import { ProblemNotice } from '../../parts/ProblemNotice'
import { instant } from '../../parts/wording'
import { TAKEN_BY, USES } from '../words'
import { isWorthKeeping } from './draft'
import { ownerOf, type Person } from './person'
import type { Phone } from './phone'
import { logOf } from './store'

/** What the service did not take: why, what it says, and the way to mend it. It stays until it is sent. */
export function Refused({
  phone: { person, waiting, refused, draft },
  takeBack,
}: {
  phone: Phone
  takeBack: (by: Person, id: string) => Promise<void>
}) {
  const ids = waiting.map(({ id }) => id).filter((id) => refused[id] !== undefined)
  if (!person || person.isSignedOut || ids.length === 0) return null
  return (
    <section className="notice" data-tone="bad" aria-labelledby="refused">
      <h2 id="refused">Not taken</h2>
      <p>
        The school’s service did not take {ids.length === 1 ? 'this one' : 'these'}. It stays on this phone,
        and is tried again. You can mend it, or show it to a safeguarding lead.
      </p>
      <ul className="plain stack">
        {ids.map((id) => (
          <li key={id}>
            <p>{refused[id]}</p>
            <Words
              person={person}
              id={id}
              isFree={!isWorthKeeping(draft)}
              takeBack={() => takeBack(person, id)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Words({
  person,
  id,
  isFree,
  takeBack,
}: {
  person: Person
  id: string
  isFree: boolean
  takeBack: () => Promise<void>
}) {
  const [log, setLog] = useState<NewCapture | null>(null)
  const [failed, setFailed] = useState<unknown>(null)
  const show = () => logOf(ownerOf(person), id).then(setLog, setFailed)
  if (failed !== null) return <ProblemNotice thrown={asProblem(failed)} />
  if (log === null) {
    return (
      <button type="button" onClick={() => void show()}>
        Show what it says
      </button>
    )
  }
  return (
    <>
      <dl>
        {linesOf(log).map(([term, words]) => (
          <div key={term}>
            <dt className="soft">{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {isFree ? (
        <button type="button" onClick={() => void takeBack().catch(setFailed)}>
          Put it back in the form
        </button>
      ) : (
        <p>To mend it, first log what is in the form.</p>
      )}
    </>
  )
}

function linesOf(log: NewCapture): [string, string][] {
  const lines: [string, string | undefined][] = [
    ['Who took it', TAKEN_BY[log.taken_by]],
    ['When', instant(log.happened_at)],
    ['Where', log.place],
    ['What for', USES[log.use ?? 'not_known']],
    ['Who it was', log.who],
    ['With what', log.device],
    ['Which children', log.children_said],
    ['What was said', log.said],
    ['What was done', log.done],
  ]
  return lines.filter((line): line is [string, string] => Boolean(line[1]))
}
