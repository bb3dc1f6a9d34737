import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../api/client'
import type { ExplainedAnswer } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { day, instant } from '../parts/wording'
import { METHODS, SAID } from './answers'
import { CONDITIONS } from '../office/paperLines'
import styles from './Explanation.module.css'

/** 'How it came to this': what each answer for one purpose weighs in a child's standing. It is read when it is opened. */
export function Explanation({ childId, purpose, name }: { childId: string; purpose: string; name: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        How it came to this<span className="hidden">: {name}</span>
      </summary>
      {isOpen && <Answers childId={childId} purpose={purpose} />}
    </details>
  )
}

function Answers({ childId, purpose }: { childId: string; purpose: string }) {
  const explanation = useQuery({
    queryKey: ['standing', 'child', childId, 'explanation', purpose],
    queryFn: () =>
      answer(
        api.GET('/api/children/{child_id}/explanation', {
          params: { path: { child_id: childId }, query: { purpose } },
        }),
      ),
  })
  return (
    <Loaded query={explanation}>
      {(found) =>
        found.answers.length === 0 ? (
          <p className="soft">Nobody has answered.</p>
        ) : (
          <ol className={styles.answers}>
            {found.answers.map((one) => (
              <Weighed key={one.id} one={one} />
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}

function Weighed({ one }: { one: ExplainedAnswer }) {
  const conditions = one.conditions.map((each) => CONDITIONS[each]).join(', ')
  return (
    <li>
      <div>
        <strong>{SAID[one.said]}</strong>, {one.by?.name ?? 'the child'}, {METHODS[one.method]},{' '}
        {instant(one.answered_at)}
        {one.signed_on && <>, signed {day(one.signed_on)}</>}
      </div>
      {(one.event || conditions) && (
        <div className="soft">
          {[one.event && `only ${one.event}`, conditions].filter(Boolean).join('; ')}
        </div>
      )}
      <div>
        {one.text} <span className="soft">({one.rule})</span>
      </div>
    </li>
  )
}
