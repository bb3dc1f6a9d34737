import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { Connection, NewConnection as Wanted } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { channelsQuery } from '../publishing/queries'
import { ModeChoice } from './ModeChoice'
import { connectionsQuery } from './queries'

/** Ties a channel to a WordPress: WordPress is asked first whether all that we need is allowed there. */
export function NewConnection({ connections }: { connections: readonly Connection[] }) {
  const channels = useQuery(channelsQuery)
  const taken = new Set(
    connections.filter(({ ended_at }) => ended_at === null).map((each) => each.channel_id),
  )
  const free = channels.data?.filter(({ id, kind }) => kind === 'wordpress' && !taken.has(id))
  return (
    <details className="card" open={connections.length === 0}>
      <summary>Connect a channel with a WordPress</summary>
      {free?.length === 0 ? (
        <p>
          First make a channel of the kind ‘WordPress page’ under <Link to="/channels">Channels</Link>.
        </p>
      ) : (
        <ConnectionForm key={free?.length} channels={free ?? []} />
      )}
    </details>
  )
}

function ConnectionForm({ channels }: { channels: readonly { id: string; name: string }[] }) {
  const [wanted, setWanted] = useState<Required<Wanted>>({
    channel_id: channels.length === 1 ? (channels[0]?.id ?? '') : '',
    address: '',
    user_name: '',
    password: '',
    mode: 'copy',
  })
  const connecting = useConnect()
  const wrong = (name: string) => fieldProblem(connecting.error, name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    connecting.mutate(wanted)
  }
  return (
    <form onSubmit={submit}>
      {connecting.isError && <ProblemNotice thrown={connecting.error} />}
      <Field label="Channel">
        <select
          required
          value={wanted.channel_id}
          onChange={({ target }) => setWanted({ ...wanted, channel_id: target.value })}
        >
          <option value="">Choose a channel</option>
          {channels.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field
        label="Address of the site"
        hint="Such as https://www.yourschool.org.uk"
        wrong={wrong('address')}
      >
        <input
          type="url"
          required
          maxLength={2000}
          value={wanted.address}
          onChange={({ target }) => setWanted({ ...wanted, address: target.value })}
        />
      </Field>
      <Field label="WordPress user name" hint="A user with the role Editor." wrong={wrong('user_name')}>
        <input
          required
          maxLength={200}
          autoComplete="off"
          value={wanted.user_name}
          onChange={({ target }) => setWanted({ ...wanted, user_name: target.value })}
        />
      </Field>
      <Field
        label="Application password"
        hint="Made in WordPress under Users › Profile › Application Passwords. Not the password that the user signs in with."
        wrong={wrong('password')}
      >
        <input
          type="password"
          required
          autoComplete="off"
          value={wanted.password}
          onChange={({ target }) => setWanted({ ...wanted, password: target.value })}
        />
      </Field>
      <ModeChoice mode={wanted.mode} onChange={(mode) => setWanted({ ...wanted, mode })} />
      <button type="submit" className="primary" disabled={connecting.isPending}>
        {connecting.isPending ? 'Asking WordPress…' : 'Ask WordPress and connect'}
      </button>
    </form>
  )
}

function useConnect() {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: Wanted) => answer(api.POST('/api/connections', { body })),
    onSuccess: (made) => {
      toast(`‘${made.channel_name}’ is connected. Its page is being filled.`)
      void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
    },
  })
}
