import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { PairingCode, Screen } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { absolute } from './address'
import styles from './Screens.module.css'

const screensQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['screens', channelId],
    queryFn: () =>
      answer(api.GET('/api/channels/{channel_id}/screens', { params: { path: { channel_id: channelId } } })),
  })

/** The screens in the building that show a channel. */
export function Screens({ channelId }: { channelId: string }) {
  const screens = useQuery(screensQuery(channelId))
  const mayEdit = useMay('channel:edit')
  const [code, setCode] = useState<PairingCode | null>(null)
  return (
    <section className="card">
      <h2>Screens</h2>
      <p className="soft">
        A screen in the building shows these pictures one after the other. Nobody else can open them.
      </p>
      <Loaded query={screens}>
        {(all) =>
          all.length === 0 ? (
            <p>No screen yet.</p>
          ) : (
            <ul className="plain stack">
              {all.map((screen) => (
                <ScreenLine key={screen.id} screen={screen} onCode={setCode} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {code && <ToType code={code} />}
      {mayEdit && <AddScreen channelId={channelId} onCode={setCode} />}
    </section>
  )
}

function ScreenLine({ screen, onCode }: { screen: Screen; onCode(code: PairingCode): void }) {
  const mayEdit = useMay('channel:edit')
  const toast = useToast()
  const queries = useQueryClient()
  const params = { path: { screen_id: screen.id } }
  const refresh = () => queries.invalidateQueries({ queryKey: ['screens'] })
  const complain = (thrown: unknown) => toast(asProblem(thrown).message)
  const pairing = useMutation({
    mutationFn: () => answer(api.POST('/api/screens/{screen_id}/code', { params })),
    onSuccess: onCode,
    onError: complain,
  })
  const undoing = useMutation({
    mutationFn: () => answer(api.POST('/api/screens/{screen_id}/end/undo', { params })),
    onSuccess: () => toast(`${screen.name} goes on.`),
    onError: complain,
    onSettled: refresh,
  })
  const ending = useMutation({
    mutationFn: () => answer(api.DELETE('/api/screens/{screen_id}', { params })),
    onSuccess: () => toast(`${screen.name} shows nothing more.`, { undo: () => undoing.mutate() }),
    onError: complain,
    onSettled: refresh,
  })
  return (
    <li className="row">
      <strong>{screen.name}</strong>
      <span className="soft">{stateOf(screen)}</span>
      {mayEdit && (
        <>
          <button
            type="button"
            className="small"
            disabled={pairing.isPending}
            onClick={() => pairing.mutate()}
          >
            New code<span className="hidden"> for {screen.name}</span>
          </button>
          <button type="button" className="small" disabled={ending.isPending} onClick={() => ending.mutate()}>
            End it<span className="hidden">: {screen.name}</span>
          </button>
        </>
      )}
    </li>
  )
}

function stateOf({ paired_at, seen_at }: Screen): string {
  if (paired_at === null) return 'waits for its code'
  return seen_at === null ? 'paired' : `last seen ${instant(seen_at)}`
}

/** What to type on the screen itself. */
function ToType({ code }: { code: PairingCode }) {
  return (
    <div className={`notice ${styles.toType}`} data-tone="good" role="status">
      <p>
        On the screen <strong>{code.screen.name}</strong>, open{' '}
        <span className="mono">{absolute(code.typed_at)}</span> in its browser and type in this code. It works
        once, until {instant(code.expires_at)}.
      </p>
      <p className={styles.code}>{code.code}</p>
    </div>
  )
}

function AddScreen({ channelId, onCode }: { channelId: string; onCode(code: PairingCode): void }) {
  const [name, setName] = useState('')
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/channels/{channel_id}/screens', {
          params: { path: { channel_id: channelId } },
          body: { name },
        }),
      ),
    onSuccess: async (made) => {
      setName('')
      onCode(made)
      await queries.invalidateQueries({ queryKey: ['screens', channelId] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <form onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <Field
        label="Add a screen"
        hint="Where it hangs, such as ‘By the front door’."
        wrong={fieldProblem(adding.error, 'name')}
      >
        <input
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <button type="submit" disabled={adding.isPending}>
        Add it, and show its code
      </button>
    </form>
  )
}
