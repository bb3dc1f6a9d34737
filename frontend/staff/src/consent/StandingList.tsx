import { useMay } from '../accounts/session'
import type { Standing } from '../api/types'
import { Badge } from '../parts/Badge'
import { ReasonList } from '../parts/Reasons'
import { day } from '../parts/wording'
import { standingWords } from './answers'
import { CONDITIONS } from '../office/paperLines'
import { Explanation } from './Explanation'
import { usePurposeNames } from './queries'
import styles from './StandingList.module.css'

/** What all answers come to, purpose by purpose, with the reasons; for a child, how it came to that. */
export function StandingList({ standings, childId }: { standings: readonly Standing[]; childId?: string }) {
  const mayAnswers = useMay('answer:view')
  const purposeName = usePurposeNames()
  return (
    <ul className={styles.standings}>
      {standings.map((standing) => (
        <li key={standing.purpose}>
          <div className={styles.head}>
            <span>{purposeName(standing.purpose)}</span>
            <Badge state={standingWords(standing)} />
          </div>
          {standing.allows && standing.holds_until && (
            <p className="soft">Ends on {day(standing.holds_until)}, if nothing changes before.</p>
          )}
          {standing.conditions.length > 0 && (
            <p className="soft">
              Conditions: {standing.conditions.map((each) => CONDITIONS[each]).join(', ')}.
            </p>
          )}
          {!standing.allows && <ReasonList reasons={standing.reasons} />}
          {childId && mayAnswers && (
            <Explanation childId={childId} purpose={standing.purpose} name={purposeName(standing.purpose)} />
          )}
        </li>
      ))}
    </ul>
  )
}
