import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Channel, Purpose } from '../api/types'
import { purposesQuery, usePurposeNames } from '../consent/queries'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { absolute } from './address'
import { channelsQuery } from './queries'

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
  const address = absolute(channel.address)
  return (
    <li className="card">
      <h2>
        <Link to="/channels/$channelId" params={{ channelId: channel.id }}>
          {channel.name}
        </Link>
      </h2>
      <p className="soft">
        {purposeName(channel.purpose)} · {count(channel.in_place, 'picture')}
      </p>
      <div className="row">
        <a href={address} target="_blank" rel="noopener" className="mono">
          {address}
        </a>
        <CopyButton text={address} what={`the address of ${channel.name}`} />
      </div>
    </li>
  )
}

function NewChannel() {
  const purposes = useQuery(purposesQuery)
  return (
    <section className="card" aria-labelledby="new-channel">
      <h2 id="new-channel">New channel</h2>
      <Loaded query={purposes}>{(all) => <NewChannelForm purposes={all} />}</Loaded>
    </section>
  )
}

function NewChannelForm({ purposes }: { purposes: readonly Purpose[] }) {
  const empty = { name: '', purpose: '' }
  const [channel, setChannel] = useState(empty)
  const queries = useQueryClient()
  const toast = useToast()
  const making = useMutation({
    mutationFn: () => answer(api.POST('/api/channels', { body: channel })),
    onSuccess: (made) => {
      toast(`Made the channel ‘${made.name}’.`)
      setChannel(empty)
      void queries.invalidateQueries({ queryKey: ['channels'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  const chosen = purposes.find((purpose) => purpose.id === channel.purpose)
  return (
    <form onSubmit={submit}>
      {making.isError && <ProblemNotice thrown={making.error} />}
      <Field label="Name" hint="Such as ‘Website gallery’." wrong={fieldProblem(making.error, 'name')}>
        <input
          required
          value={channel.name}
          onChange={({ target }) => setChannel({ ...channel, name: target.value })}
        />
      </Field>
      <Field label="Purpose" wrong={fieldProblem(making.error, 'purpose')}>
        <select
          required
          value={channel.purpose}
          onChange={({ target }) => setChannel({ ...channel, purpose: target.value })}
        >
          <option value="">Choose a purpose</option>
          {purposes.map((purpose) => (
            <option key={purpose.id} value={purpose.id}>
              {purpose.name}
            </option>
          ))}
        </select>
      </Field>
      {chosen && (
        <p className="notice">
          <strong>How far it reaches:</strong> {chosen.reach}
        </p>
      )}
      <button type="submit" className="primary" disabled={making.isPending}>
        Make this channel
      </button>
    </form>
  )
}
