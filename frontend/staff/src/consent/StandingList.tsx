import type { Standing } from '../api/types'
import { Badge } from '../parts/Badge'
import { ReasonList } from '../parts/Reasons'
import { day } from '../parts/wording'
import { standingWords } from './answers'
import { usePurposeNames } from './queries'
import styles from './StandingList.module.css'

/** What all answers come to, purpose by purpose, with the reasons. */
export function StandingList({ standings }: { standings: readonly Standing[] }) {
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
            <p className="soft">Until {day(standing.holds_until)}, if nothing changes.</p>
          )}
          {!standing.allows && <ReasonList reasons={standing.reasons} />}
        </li>
      ))}
    </ul>
  )
}
