import { useQuery } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Answer } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { day, instant } from '../parts/wording'
import { METHODS, SAID } from './answers'
import { InvalidateYes } from './InvalidateYes'
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
  const purposeName = usePurposeNames()
  const events = useEvents()
  const mayRecord = useMay('answer:record')
  const eventName = (id: string) => events.find((event) => event.id === id)?.name ?? 'one event'
  return (
    <div className="tablebox">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Purpose</th>
            <th scope="col">Answer</th>
            <th scope="col">Who, how</th>
          </tr>
        </thead>
        <tbody>
          {answers.map((one) => (
            <tr key={one.id}>
              <td>{instant(one.answered_at)}</td>
              <td>
                {purposeName(one.purpose)}
                {one.event_id && <div className="soft">only {eventName(one.event_id)}</div>}
              </td>
              <td>
                {SAID[one.said]}
                {one.expires_on && <div className="soft">until {day(one.expires_on)}</div>}
                {mayRecord && one.said === 'given' && <InvalidateYes childId={childId} yes={one} />}
              </td>
              <td>
                {one.by?.name ?? 'The child'}, {METHODS[one.method]}
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
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
