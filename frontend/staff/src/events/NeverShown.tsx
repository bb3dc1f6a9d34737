import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { NeverShown as Found } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { neverShownQuery } from './queries'

/** Who takes part and would never be shown, so that nobody is left out of the day for it (E7). Never why. */
export function NeverShown({ eventId }: { eventId: string }) {
  const [isAsked, setIsAsked] = useState(false)
  return (
    <section className="card" aria-labelledby="never-heading">
      <h2 id="never-heading">Who would never be shown</h2>
      <p className="soft">
        A no to pictures must not keep a child out of the day. See for whom no use is left, and plan around it{' '}
        <RuleLink id="E7" />.
      </p>
      {isAsked ? (
        <Answer eventId={eventId} />
      ) : (
        <button type="button" onClick={() => setIsAsked(true)}>
          Show who
        </button>
      )}
    </section>
  )
}

function Answer({ eventId }: { eventId: string }) {
  const found = useQuery(neverShownQuery(eventId))
  return <Loaded query={found}>{(list) => <Listed eventId={eventId} list={list} />}</Loaded>
}

function Listed({ eventId, list: { rows, of } }: { eventId: string; list: Found }) {
  if (rows.length === 0)
    return <p role="status">Nobody: each of {count(of, 'child', 'children')} can be shown somewhere.</p>
  return (
    <>
      <p role="status">
        {rows.length} of {count(of, 'child', 'children')} could be shown nowhere.
      </p>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            {row.name}{' '}
            <span className="soft">{[row.class_name, row.group_name].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
      <p>
        Let them take part like everybody. Take each group picture twice: once with all, once without them.
        Keep the two together under{' '}
        <Link to="/events/$eventId" params={{ eventId }}>
          Pictures
        </Link>
        .
      </p>
    </>
  )
}
