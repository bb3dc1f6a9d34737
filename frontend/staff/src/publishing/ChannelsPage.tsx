import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { Channel } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { CopyButton } from '../parts/CopyButton'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { count } from '../parts/wording'
import { absolute } from './address'
import { NewChannel } from './NewChannel'
import { channelsQuery, kindsQuery } from './queries'

export function ChannelsPage() {
  useTitle('Channels')
  const channels = useQuery(channelsQuery)
  const mayMake = useMay('channel:edit')
  return (
    <>
      <h1>Channels</h1>
      <p className="lead">
        A channel is a place where pictures go out, for one purpose: the website’s gallery, the spring
        newsletter. A picture is shown there only while everybody in it agrees to that purpose.
      </p>
      <div className="columns">
        <Loaded query={channels}>
          {(all) =>
            all.length === 0 ? (
              <p className="card">
                No channels yet. {mayMake && 'Make the first one here, then put photos on it from an event.'}
              </p>
            ) : (
              <ul className="plain">
                {all.map((channel) => (
                  <ChannelCard key={channel.id} channel={channel} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {mayMake && <NewChannel />}
      </div>
    </>
  )
}

function ChannelCard({ channel }: { channel: Channel }) {
  const purposeName = usePurposeNames()
  const kind = useQuery(kindsQuery).data?.find(({ id }) => id === channel.kind)
  const address = channel.address && absolute(channel.address)
  return (
    <li className="card">
      <h2>
        <Link to="/channels/$channelId" params={{ channelId: channel.id }}>
          {channel.name}
        </Link>
      </h2>
      <p className="soft">
        {kind && `${kind.name} · `}
        {purposeName(channel.purpose)} · {count(channel.in_place, 'picture')}
      </p>
      {address && (
        <div className="row">
          <a href={address} target="_blank" rel="noopener" className="mono">
            {address}
          </a>
          <CopyButton text={address} what={`the address of ${channel.name}`} />
        </div>
      )}
    </li>
  )
}
