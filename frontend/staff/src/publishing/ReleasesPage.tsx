import { useQuery } from '@tanstack/react-query'
import type { Placement } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { useDeciding } from './deciding'
import { PlacementList } from './PlacementCard'
import { Queue } from './Queue'
import { release, releasesQuery, takeReleaseBack } from './releases'

/** What waits for a second person, one key each (P6). */
export function ReleasesPage() {
  useTitle('Pictures to release')
  const waiting = useQuery(releasesQuery)
  return (
    <>
      <h1>Pictures to release</h1>
      <p className="lead">
        These were put on a channel and wait for a second person, who did not upload them <RuleLink id="P6" />
        . Nobody sees them until then.
      </p>
      <Loaded query={waiting}>{(all) => <Waiting all={all} />}</Loaded>
    </>
  )
}

function Waiting({ all }: { all: readonly Placement[] }) {
  const { settle, remove } = useDeciding()
  const yours = all.filter(({ may_release }) => may_release)
  const others = all.filter(({ may_release }) => !may_release)
  if (all.length === 0) return <p className="card">Nothing waits for a second person.</p>
  return (
    <>
      {yours.length === 0 && <p className="card">Nothing here waits for you.</p>}
      <Queue
        placements={yours}
        yes={{
          key: 'r',
          words: 'Release it',
          run: (placement) => settle(placement, { act: release, done: 'Released.', undo: takeReleaseBack }),
        }}
        takeDown={remove}
        says={whatToLookAt}
      />
      {others.length > 0 && (
        <section>
          <h2>Waiting for somebody else</h2>
          <p>You uploaded these pictures, or put them there. Somebody else releases them.</p>
          <PlacementList placements={others} />
        </section>
      )}
    </>
  )
}

function whatToLookAt() {
  return <p>Look at who is in it, what it shows and its words. If all is well, it may be shown.</p>
}
