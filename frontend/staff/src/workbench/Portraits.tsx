import { useMay } from '../accounts/session'
import type { Clearance, Photo } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { instant } from '../parts/wording'
import { useCheck } from './checking'
import type { People, Person } from './person'
import { ASKED, portraitsIn } from './portraits'
import { nameOf } from './words'
import styles from './workbench.module.css'

interface PortraitsProps {
  photo: Photo
  clearance: Clearance
  people: People
  onGo(key: string): void
  onRedact(key: string): void
}

/** Large faces that look at the camera: what they risk on the open web, and each way out, ready to take (P5). */
export function Portraits({ photo, clearance, people, onGo, onRedact }: PortraitsProps) {
  const look = useCheck(photo, 'portrait')
  const mayReview = useMay('photo:review')
  const portraits = portraitsIn(clearance)
  const looked = (look.data ?? photo).checks.filter(({ kind }) => kind === 'portrait')
  if (portraits.length === 0) return looked.length > 0 ? <LookedAt checks={looked} /> : null
  const isAsked = portraits.some(({ code }) => code === ASKED)
  return (
    <div className="notice" data-tone="warn">
      <h3>A large portrait on the open web</h3>
      <ul className={styles.reasons}>
        {portraits.map((reason) => (
          <li key={reason.about}>
            {reason.text} <RuleLink id={reason.rule} />
            <WaysOut person={people.find(({ id }) => id === reason.about)} onGo={onGo} onRedact={onRedact} />
          </li>
        ))}
      </ul>
      <p className="soft">Or choose a picture taken from further away.</p>
      {isAsked && (
        <>
          <p>Or somebody who did not upload this picture looks at it: a publisher, the head or a lead.</p>
          {mayReview && (
            <button type="button" disabled={look.isPending} onClick={() => look.mutate([])}>
              I have looked: it may go out
            </button>
          )}
        </>
      )}
      {look.error && <ProblemNotice thrown={look.error} />}
    </div>
  )
}

function WaysOut({
  person,
  onGo,
  onRedact,
}: Pick<PortraitsProps, 'onGo' | 'onRedact'> & { person: Person | undefined }) {
  if (!person) return null
  return (
    <span className={styles.mend}>
      <button type="button" className="small" onClick={() => onGo(person.key)}>
        Go to {nameOf(person).toLowerCase()}
      </button>
      <button type="button" className="small" onClick={() => onRedact(person.key)}>
        Redact {nameOf(person).toLowerCase()}
      </button>
    </span>
  )
}

function LookedAt({ checks }: { checks: Photo['checks'] }) {
  return (
    <p className="soft">
      Its large portrait was looked at: {checks.map(({ by, at }) => `${by.name}, ${instant(at)}`).join('; ')}.{' '}
      <RuleLink id="P5" />
    </p>
  )
}
