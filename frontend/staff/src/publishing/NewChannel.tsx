import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { ChannelKind, NewChannel as Wanted, Purpose } from '../api/types'
import { purposesQuery } from '../consent/queries'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { AS_THE_POLICY_SAYS, asChange } from './channelSettings'
import { SettingsFields } from './ChannelSettings'
import styles from './NewChannel.module.css'
import { kindsQuery } from './queries'

/** Makes a channel: first what it is, then what for, its name, and how it is kept. */
export function NewChannel() {
  const [kinds, purposes] = [useQuery(kindsQuery), useQuery(purposesQuery)]
  return (
    <section className="card" aria-labelledby="new-channel">
      <h2 id="new-channel">New channel</h2>
      <Loaded query={kinds}>
        {(allKinds) => (
          <Loaded query={purposes}>
            {(allPurposes) => <NewChannelForm kinds={allKinds} purposes={allPurposes} />}
          </Loaded>
        )}
      </Loaded>
    </section>
  )
}

interface NewChannelFormProps {
  kinds: readonly ChannelKind[]
  purposes: readonly Purpose[]
}

const EMPTY = { kind: '', purpose: '', name: '' }

function NewChannelForm({ kinds, purposes }: NewChannelFormProps) {
  const [channel, setChannel] = useState(EMPTY)
  const [settings, setSettings] = useState(AS_THE_POLICY_SAYS)
  const making = useMake(() => {
    setChannel(EMPTY)
    setSettings(AS_THE_POLICY_SAYS)
  })
  const kind = kinds.find(({ id }) => id === channel.kind)
  const chosen = purposes.find(({ id }) => id === channel.purpose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate({ ...asChange(settings), ...channel })
  }
  return (
    <form onSubmit={submit}>
      {making.isError && <ProblemNotice thrown={making.error} />}
      <Kinds
        kinds={kinds}
        chosen={channel.kind}
        onChange={({ id, purposes: its }) =>
          setChannel({ ...channel, kind: id, purpose: its.length === 1 ? (its[0] ?? '') : '' })
        }
      />
      {kind && (
        <>
          <Field label="Purpose" wrong={fieldProblem(making.error, 'purpose')}>
            <select
              required
              value={channel.purpose}
              onChange={({ target }) => setChannel({ ...channel, purpose: target.value })}
            >
              {kind.purposes.length > 1 && <option value="">Choose a purpose</option>}
              {purposes
                .filter(({ id }) => kind.purposes.includes(id))
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </select>
          </Field>
          {chosen && (
            <p className="notice">
              <strong>How far it reaches:</strong> {chosen.reach}
              {!kind.can_be_recalled && ' What was handed over can’t be called back.'}
            </p>
          )}
          <Field label="Name" hint="Such as ‘Website gallery’." wrong={fieldProblem(making.error, 'name')}>
            <input
              required
              maxLength={100}
              value={channel.name}
              onChange={({ target }) => setChannel({ ...channel, name: target.value })}
            />
          </Field>
          <details>
            <summary>How it is kept: who places, who releases, how large</summary>
            <SettingsFields
              purpose={channel.purpose}
              draft={settings}
              onChange={setSettings}
              problem={making.error}
            />
          </details>
          <button type="submit" className="primary" disabled={making.isPending}>
            Make this channel
          </button>
        </>
      )}
    </form>
  )
}

interface KindsProps {
  kinds: readonly ChannelKind[]
  chosen: string
  onChange(kind: ChannelKind): void
}

function Kinds({ kinds, chosen, onChange }: KindsProps) {
  return (
    <fieldset>
      <legend>What is it?</legend>
      {kinds.map((kind) => (
        <label className={`choice ${styles.kind}`} key={kind.id}>
          <input type="radio" name="kind" checked={kind.id === chosen} onChange={() => onChange(kind)} />
          <span>
            {kind.name}
            <span className="soft">{kind.says}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function useMake(onMade: () => void) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: Wanted) => answer(api.POST('/api/channels', { body })),
    onSuccess: (made) => {
      toast(`Made the channel ‘${made.name}’.`)
      onMade()
      void queries.invalidateQueries({ queryKey: ['channels'] })
    },
  })
}
