import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Placement } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { day } from '../parts/wording'
import { useDeciding } from './deciding'
import { Queue } from './Queue'
import { keep, reviewsQuery } from './releases'

/** How far ahead one can look, in days. */
const WITHIN = [
  { days: 0, words: 'overdue, or due today' },
  { days: 28, words: 'due within four weeks' },
  { days: 92, words: 'due within three months' },
  { days: 3650, words: 'everything that is published' },
]

/** What has to be looked at again, one key each (P8). */
export function ReviewsPage() {
  useTitle('Pictures to look at again')
  const [within, setWithin] = useState(28)
  const due = useQuery(reviewsQuery(within))
  return (
    <>
      <h1>Pictures to look at again</h1>
      <p className="lead">
        Everything that is published is looked at again on a date <RuleLink id="P8" />. What nobody looks at
        in time is not shown any more, until somebody does.
      </p>
      <Field label="Show">
        <select value={within} onChange={({ target }) => setWithin(Number(target.value))}>
          {WITHIN.map(({ days, words }) => (
            <option key={days} value={days}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Loaded query={due}>{(all) => <Due key={within} all={all} />}</Loaded>
    </>
  )
}

function Due({ all }: { all: readonly Placement[] }) {
  const { settle, remove } = useDeciding()
  if (all.length === 0) return <p className="card">Nothing is due.</p>
  return (
    <Queue
      placements={all}
      yes={{
        key: 'k',
        words: 'Keep it',
        run: (placement) => settle(placement, { act: keep, done: 'It may stay until its next review.' }),
      }}
      takeDown={remove}
      says={whenItIsDue}
    />
  )
}

function whenItIsDue({ reviewed_on, review_due_on }: Placement) {
  return (
    <p>
      Looked at last on {day(reviewed_on)}. To be looked at again by {day(review_due_on)}. Is it still right,
      and still needed?
    </p>
  )
}
