import { useQuery } from '@tanstack/react-query'
import { notFound, useParams } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { Placement } from '../api/types'
import { OnWordPress } from '../connectors/OnWordPress'
import { usePurposeNames } from '../consent/queries'
import { CopyButton } from '../parts/CopyButton'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { count } from '../parts/wording'
import { absolute } from './address'
import { ChannelSettings } from './ChannelSettings'
import { Copies } from './Copies'
import { channelsQuery, kindsQuery, placementsQuery } from './queries'
import { OnYourWebsite } from './OnYourWebsite'
import { canBeHandedOver } from './packs'
import { Packs } from './Packs'
import { PlacementList } from './PlacementCard'
import { RenameChannel } from './RenameChannel'
import { Screens } from './Screens'
import { stateOf, WAITS } from './states'

/** What stands on a channel: what is shown now, what is not and why. */
export function ChannelPage() {
  const { channelId } = useParams({ from: '/channels/$channelId' })
  const channels = useQuery(channelsQuery).data
  const channel = channels?.find(({ id }) => id === channelId)
  const placements = useQuery(placementsQuery(channelId))
  const purposeName = usePurposeNames()
  const mayEdit = useMay('channel:edit')
  const mayPlace = useMay('photo:place')
  useTitle(channel?.name ?? 'Channel')
  if (channels && !channel) throw notFound()
  const kind = useQuery(kindsQuery).data?.find(({ id }) => id === channel?.kind)
  const address = channel?.address && absolute(channel.address)
  return (
    <>
      <h1>{channel?.name ?? 'Channel'}</h1>
      {channel && mayEdit && <RenameChannel key={channel.name} channel={channel} />}
      {channel && (
        <p className="row">
          <span className="soft">
            {kind && `${kind.name} · `}
            {purposeName(channel.purpose)}
          </span>
          {address && (
            <>
              <a href={address} target="_blank" rel="noopener" className="mono">
                {address}
              </a>
              <CopyButton text={address} what="the public address" />
            </>
          )}
        </p>
      )}
      {channel && mayEdit && <ChannelSettings key={JSON.stringify(channel)} channel={channel} />}
      {channel && address && <OnYourWebsite name={channel.name} address={address} />}
      {channel?.door === 'family' && (
        <p>Families of the school see these after they sign in, under ‘Pictures for families’.</p>
      )}
      {channel?.kind === 'wordpress' && <OnWordPress channelId={channel.id} />}
      {channel?.door === 'screen' && <Screens channelId={channel.id} />}
      {channel && mayPlace && canBeHandedOver(channel) && placements.data && (
        <Packs channel={channel} placements={placements.data} />
      )}
      {placements.data && <Copies channelId={channelId} placements={placements.data} />}
      <Loaded query={placements}>{(all) => <Placements all={all} />}</Loaded>
    </>
  )
}

function Placements({ all }: { all: readonly Placement[] }) {
  const inPlace = all.filter((placement) => placement.removed_at === null)
  const gone = all.filter((placement) => placement.removed_at !== null)
  const showing = inPlace.filter((placement) => placement.showing).length
  const waiting = inPlace.filter((placement) => stateOf(placement).words === WAITS.words).length
  if (all.length === 0)
    return <p className="card">Nothing here yet. Choose photos in an event and put them on this channel.</p>
  return (
    <>
      <p role="status">
        {count(showing, 'picture')} showing
        {waiting > 0 && `, ${waiting} waiting for a second person`}
        {inPlace.length > showing + waiting && `, ${inPlace.length - showing - waiting} not showing`}.
      </p>
      <PlacementList placements={inPlace} />
      {gone.length > 0 && (
        <details>
          <summary>{count(gone.length, 'picture')} taken down</summary>
          <PlacementList placements={gone} />
        </details>
      )}
    </>
  )
}
