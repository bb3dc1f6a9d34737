import { useQuery } from '@tanstack/react-query'
import { Link, notFound, useParams } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { Placement } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { Badge } from '../parts/Badge'
import { CopyButton } from '../parts/CopyButton'
import { Loaded } from '../parts/Loaded'
import { ReasonList } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, instant } from '../parts/wording'
import { absolute } from './address'
import styles from './ChannelPage.module.css'
import { channelsQuery, placementsQuery } from './queries'
import { picture } from './embeds'
import { OnYourWebsite } from './OnYourWebsite'
import { RenameChannel } from './RenameChannel'
import { useTakeDown } from './takeDown'

/** What stands on a channel: what is shown now, what is not and why. */
export function ChannelPage() {
  const { channelId } = useParams({ from: '/channels/$channelId' })
  const channels = useQuery(channelsQuery).data
  const channel = channels?.find(({ id }) => id === channelId)
  const placements = useQuery(placementsQuery(channelId))
  const purposeName = usePurposeNames()
  const mayEdit = useMay('channel:edit')
  useTitle(channel?.name ?? 'Channel')
  if (channels && !channel) throw notFound()
  const address = channel && absolute(channel.address)
  return (
    <>
      <h1>{channel?.name ?? 'Channel'}</h1>
      {channel && mayEdit && <RenameChannel key={channel.name} channel={channel} />}
      {channel && address && (
        <p className="row">
          <span className="soft">{purposeName(channel.purpose)}</span>
          <a href={address} target="_blank" rel="noopener" className="mono">
            {address}
          </a>
          <CopyButton text={address} what="the public address" />
        </p>
      )}
      {channel && address && <OnYourWebsite name={channel.name} address={address} />}
      <Loaded query={placements}>{(all) => <Placements all={all} />}</Loaded>
    </>
  )
}

const SHOWING = { words: 'Showing', tone: 'good', icon: 'tick' } as const
const NOT_SHOWING = { words: 'Not showing', tone: 'bad', icon: 'bar' } as const
const TAKEN_DOWN = { words: 'Taken down', tone: 'calm', icon: 'bar' } as const

function Placements({ all }: { all: readonly Placement[] }) {
  const inPlace = all.filter((placement) => placement.removed_at === null)
  const gone = all.filter((placement) => placement.removed_at !== null)
  const showing = inPlace.filter((placement) => placement.showing).length
  if (all.length === 0)
    return <p className="card">Nothing here yet. Choose photos in an event and put them on this channel.</p>
  return (
    <>
      <p role="status">
        {count(showing, 'picture')} showing
        {inPlace.length > showing && `, ${inPlace.length - showing} not showing`}.
      </p>
      <ul className={styles.placements}>
        {inPlace.map((placement) => (
          <PlacementCard key={placement.id} placement={placement} />
        ))}
      </ul>
      {gone.length > 0 && (
        <details>
          <summary>{count(gone.length, 'picture')} taken down</summary>
          <ul className={styles.placements}>
            {gone.map((placement) => (
              <PlacementCard key={placement.id} placement={placement} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function PlacementCard({ placement }: { placement: Placement }) {
  const takeDown = useTakeDown()
  const [mayPlace, mayView] = [useMay('photo:place'), useMay('photo:view')]
  const isGone = placement.removed_at !== null
  const code = isGone ? null : picture(placement)
  return (
    <li className={styles.placement}>
      {mayView && <img src={`/api/photos/${placement.photo_id}/thumbnail`} alt="" loading="lazy" />}
      <div className="row">
        <Badge state={isGone ? TAKEN_DOWN : placement.showing ? SHOWING : NOT_SHOWING} />
        <span className="soft">since {instant(placement.removed_at ?? placement.placed_at)}</span>
      </div>
      {placement.caption && <p>{placement.caption}</p>}
      <p className="soft">Alternative text: {placement.alt}</p>
      {!isGone && <ReasonList reasons={[...placement.reasons, ...placement.warnings]} />}
      <div className="row">
        {mayView && (
          <Link to="/photos/$photoId" params={{ photoId: placement.photo_id }}>
            Open the photo
          </Link>
        )}
        {code && <CopyButton text={code} what="the code for your website" isSeen />}
        {!isGone && mayPlace && (
          <button type="button" className="small danger" onClick={() => void takeDown([placement])}>
            Take down
          </button>
        )}
      </div>
    </li>
  )
}
