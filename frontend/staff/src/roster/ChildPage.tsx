import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Child } from '../api/types'
import { AnswerHistory } from '../consent/AnswerHistory'
import { ChildCapacity } from '../office/Capacity'
import { RaiseObjection } from '../office/Objections'
import { RecordChildAnswer } from '../consent/RecordAnswer'
import { Restriction } from '../consent/Restriction'
import { SettlingPanel } from '../office/Settling'
import { StandingList } from '../consent/StandingList'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { ChildRecord } from './ChildRecord'
import { Guardians } from './Guardians'
import { childQuery } from './queries'

export function ChildPage() {
  const { childId } = useParams({ from: '/children/$childId' })
  const child = useQuery(childQuery(childId))
  useTitle(child.data?.name ?? 'Child')
  return (
    <Loaded query={child} isPage>
      {(found) => <Page child={found} />}
    </Loaded>
  )
}

function Page({ child }: { child: Child }) {
  const [mayAnswers, mayRecord, mayAssess, mayRestrict] = [
    useMay('answer:view'),
    useMay('answer:record'),
    useMay('capacity:assess'),
    useMay('child:restrict'),
  ]
  return (
    <>
      <ChildRecord child={child} />
      <div className="columns">
        <div>
          <section className="card" aria-labelledby="standing-heading">
            <h2 id="standing-heading">What may be shown</h2>
            <Standings childId={child.id} />
          </section>
          {mayAnswers && <SettlingPanel childId={child.id} />}
          {mayAnswers && (
            <section className="card" aria-labelledby="answers-heading">
              <h2 id="answers-heading">Every answer</h2>
              <AnswerHistory childId={child.id} />
            </section>
          )}
        </div>
        <div>
          <Guardians child={child} />
          {mayRecord && (
            <section className="card" aria-labelledby="record-heading">
              <h2 id="record-heading">Record an answer</h2>
              <p>
                What somebody told you in person or by phone. Is it on paper?{' '}
                <Link to="/children/$childId/paper" params={{ childId: child.id }}>
                  Type in the paper form
                </Link>
                , with its scan.
              </p>
              <RecordChildAnswer childId={child.id} guardians={child.guardians} />
            </section>
          )}
          {mayRecord && <RaiseObjection child={child} />}
          {mayAssess && <ChildCapacity childId={child.id} />}
          {mayRestrict && <Restriction childId={child.id} />}
        </div>
      </div>
    </>
  )
}

function Standings({ childId }: { childId: string }) {
  const standing = useQuery({
    queryKey: ['standing', 'child', childId],
    queryFn: () =>
      answer(api.GET('/api/children/{child_id}/standing', { params: { path: { child_id: childId } } })),
  })
  return (
    <Loaded query={standing}>
      {(found) => <StandingList standings={found.standings} childId={childId} />}
    </Loaded>
  )
}
