import { Link } from '@tanstack/react-router'
import type { Reason } from '../api/types'
import styles from './Reasons.module.css'

/** Why: each reason in plain words, with what would mend it and the rule that it rests on. */
export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  if (reasons.length === 0) return null
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={`${reason.rule} ${reason.code} ${reason.about ?? ''} ${reason.text}`}>
          {reason.text} {reason.mend && <span className="soft">{reason.mend} </span>}
          <RuleLink id={reason.rule} />
        </li>
      ))}
    </ul>
  )
}

export function RuleLink({ id }: { id: string }) {
  return (
    <Link to="/rules" hash={id} className={styles.rule} aria-label={`Rule ${id}`}>
      {id}
    </Link>
  )
}
