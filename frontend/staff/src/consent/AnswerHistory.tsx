import { useQuery } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Answer } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { day, instant } from '../parts/wording'
import { today } from '../roster/changes'
import { METHODS, SAID } from './answers'
import { InvalidateYes } from '../office/InvalidateYes'
import { CONDITIONS } from '../office/paperLines'
import { useEvents, usePurposeNames } from './queries'

/** Every answer that was ever given for a child, newest first. None is ever changed. */
export function AnswerHistory({ childId }: { childId: string }) {
  const answers = useQuery({
    queryKey: ['answers', 'child', childId],
    queryFn: () =>
      answer(api.GET('/api/children/{child_id}/answers', { params: { path: { child_id: childId } } })),
  })
  return (
    <Loaded query={answers}>
      {(all) =>
        all.length === 0 ? <p>Nobody has answered yet.</p> : <AnswerTable childId={childId} answers={all} />
      }
    </Loaded>
  )
}

function AnswerTable({ childId, answers }: { childId: string; answers: readonly Answer[] }) {
  return (
    <div className="tablebox">
      <table>
        <thead>
          <tr>
            <th scope="col">Answer</th>
            <th scope="col">When, who, how</th>
          </tr>
        </thead>
        <tbody>
          {answers.map((one) => (
            <tr key={one.id}>
              <td>
                <Said childId={childId} one={one} />
              </td>
              <td>
                <Circumstances childId={childId} one={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface OneProps {
  childId: string
  one: Answer
}

function Said({ childId, one }: OneProps) {
  const purposeName = usePurposeNames()
  const events = useEvents()
  const mayRecord = useMay('answer:record')
  const eventName = (id: string) => events.find((event) => event.id === id)?.name ?? 'one event'
  const hasRunOut = one.expires_on !== null && one.expires_on <= today()
  return (
    <>
      {purposeName(one.purpose)}: <strong>{SAID[one.said]}</strong>
      {one.event_id && <div className="soft">only {eventName(one.event_id)}</div>}
      {one.conditions.length > 0 && (
        <div className="soft">{one.conditions.map((each) => CONDITIONS[each]).join(', ')}</div>
      )}
      {one.expires_on && (
        <div className="soft">
          {hasRunOut ? 'ran out on' : 'runs out on'} {day(one.expires_on)}
        </div>
      )}
      {one.is_invalid && <div className="soft">doesn’t count any more</div>}
      {mayRecord && one.said === 'given' && !one.is_invalid && !hasRunOut && (
        <InvalidateYes childId={childId} yes={one} />
      )}
    </>
  )
}

function Circumstances({ childId, one }: OneProps) {
  return (
    <>
      {instant(one.answered_at)}
      <div>
        {one.by?.name ?? 'The child'}, {METHODS[one.method]}
      </div>
      {one.signed_on && <div className="soft">signed on {day(one.signed_on)}</div>}
      {one.recorded_by && <div className="soft">written down by {one.recorded_by.name}</div>}
      <div>
        <a
          href={`/api/children/${childId}/receipts/${one.receipt_id}/pdf`}
          aria-label={`Receipt (PDF) of ${instant(one.answered_at)}`}
          target="_blank"
          rel="noreferrer"
        >
          Receipt (PDF)
        </a>
      </div>
    </>
  )
}
