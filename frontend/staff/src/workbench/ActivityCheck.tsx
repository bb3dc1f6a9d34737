import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { Clearance, Confirmed, Photo } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { instant } from '../parts/wording'
import { useCheck } from './checking'

/** What is looked at, in the words of whoever confirms it. */
const TO_CONFIRM: readonly { id: Confirmed; words: string }[] = [
  { id: 'suitable_dress', words: 'Everybody is dressed suitably.' },
  { id: 'activity_in_focus', words: 'It shows the activity, not somebody’s body.' },
  { id: 'no_face_with_body', words: 'Nobody’s face is seen together with their whole body.' },
]

interface ActivityCheckProps {
  photo: Photo
  clearance: Clearance
  what?: 'picture' | 'video'
}

/** Sport and dance: three things that somebody who did not upload it looks at, and confirms one by one (P7). */
export function ActivityCheck({ photo, clearance, what = 'picture' }: ActivityCheckProps) {
  const check = useCheck(photo, 'activity')
  const [confirmed, setConfirmed] = useState<readonly Confirmed[]>([])
  const mayReview = useMay('photo:review')
  const asked = clearance.purposes.flatMap(({ reasons }) => reasons).find(({ code }) => code === 'activity')
  const made = (check.data ?? photo).checks.filter(({ kind }) => kind === 'activity')
  if (!asked) return made.length > 0 ? <Made checks={made} /> : null
  const tick = (id: Confirmed, isRight: boolean) =>
    setConfirmed(isRight ? [...confirmed, id] : confirmed.filter((each) => each !== id))
  return (
    <div className="notice" data-tone="warn">
      <h3>An extra check</h3>
      <p>
        {asked.text} <RuleLink id={asked.rule} />
      </p>
      {mayReview ? (
        <fieldset>
          <legend>
            {what === 'picture' ? 'Look at the whole picture.' : 'Watch the video to the end.'} Tick what is
            right.
          </legend>
          {TO_CONFIRM.map(({ id, words }) => (
            <label className="choice" key={id}>
              <input
                type="checkbox"
                checked={confirmed.includes(id)}
                onChange={({ target }) => tick(id, target.checked)}
              />
              <span>{words}</span>
            </label>
          ))}
          <button
            type="button"
            disabled={check.isPending || confirmed.length < TO_CONFIRM.length}
            onClick={() => check.mutate([...confirmed])}
          >
            I have checked it: it may go out
          </button>
          <p className="soft">
            {photo.open > 0 && 'Name everybody first: a later change to who is in it makes this check void. '}
            If one of them isn’t right,{' '}
            {what === 'picture' ? 'crop the picture or use another one' : 'use another video'}.
          </p>
        </fieldset>
      ) : (
        <p>A publisher, the head or a lead who did not upload it makes the check.</p>
      )}
      {check.error && <ProblemNotice thrown={check.error} />}
    </div>
  )
}

function Made({ checks }: { checks: Photo['checks'] }) {
  return (
    <p className="soft">
      The extra check was made: {checks.map(({ by, at }) => `${by.name}, ${instant(at)}`).join('; ')}.{' '}
      <RuleLink id="P7" />
    </p>
  )
}
