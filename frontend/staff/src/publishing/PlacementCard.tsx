import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { Channel, Placement } from '../api/types'
import { Badge } from '../parts/Badge'
import { CopyButton } from '../parts/CopyButton'
import { ReasonList } from '../parts/Reasons'
import { day, instant } from '../parts/wording'
import { picture } from './embeds'
import { InItsPlaceDialog } from './InItsPlace'
import { canBeReplaced } from './inItsPlace'
import styles from './PlacementCard.module.css'
import { channelsQuery } from './queries'
import { stateOf } from './states'
import { useTakeDown } from './takeDown'

export function PlacementList({ placements }: { placements: readonly Placement[] }) {
  const channels = useQuery(channelsQuery).data
  return (
    <ul className={styles.placements}>
      {placements.map((placement) => (
        <PlacementCard
          key={placement.id}
          placement={placement}
          channel={channels?.find(({ id }) => id === placement.channel_id)}
        />
      ))}
    </ul>
  )
}

interface PlacementCardProps {
  placement: Placement
  channel: Channel | undefined
}

/** One placement: whether it shows, why not, who is behind it, and what can be done about it. */
function PlacementCard({ placement, channel }: PlacementCardProps) {
  const takeDown = useTakeDown()
  const [replacing, setReplacing] = useState(false)
  const [mayPlace, mayView, mayResolve] = [
    useMay('photo:place'),
    useMay('photo:view'),
    useMay('photo:review'),
  ]
  const isGone = placement.removed_at !== null
  const code = isGone ? null : picture(placement)
  return (
    <li className={styles.placement}>
      {mayView && <img src={`/api/photos/${placement.photo_id}/thumbnail`} alt="" loading="lazy" />}
      <div className="row">
        <Badge state={stateOf(placement, channel?.door)} />
        <span className="soft">since {instant(placement.removed_at ?? placement.placed_at)}</span>
      </div>
      {placement.caption && <p>{placement.caption}</p>}
      <p className="soft">Alternative text: {placement.alt}</p>
      {placement.why_removed && <p>Why: {placement.why_removed}</p>}
      {!isGone && <ReasonList reasons={[...placement.reasons, ...placement.warnings]} />}
      <Behind placement={placement} />
      <div className="row">
        {mayView && (
          <Link to="/photos/$photoId" params={{ photoId: placement.photo_id }}>
            Open the photo
          </Link>
        )}
        {placement.waits_for_release && placement.may_release && mayPlace && !isGone && (
          <Link to="/releases">Release it</Link>
        )}
        {mayPlace && mayResolve && canBeReplaced(placement) && (
          <button type="button" className="small" onClick={() => setReplacing(true)}>
            In its place…
          </button>
        )}
        {code && <CopyButton text={code} what="the code for your website" isSeen />}
        {!isGone && mayPlace && (
          <button type="button" className="small danger" onClick={() => void takeDown([placement])}>
            Take down
          </button>
        )}
      </div>
      {replacing && <InItsPlaceDialog placement={placement} onClose={() => setReplacing(false)} />}
    </li>
  )
}

/** Who put it there, who released it, and when it is looked at again. */
function Behind({ placement }: { placement: Placement }) {
  const { placed_by, by_program, released_by, review_due_on, removed_at } = placement
  return (
    <p className="soft">
      {by_program ? 'Put here by a program.' : placed_by && `Put here by ${placed_by.name}.`}{' '}
      {released_by && `Released by ${released_by.name}.`}{' '}
      {removed_at === null && `To be looked at again by ${day(review_due_on)}.`}
    </p>
  )
}
