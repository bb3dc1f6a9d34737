import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { Channel, Pack, Placement } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count, day } from '../parts/wording'
import { absolute } from './address'
import { asNewPack, emptyDraft, saidOf } from './packs'
import styles from './Packs.module.css'

const packsQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['packs', channelId],
    queryFn: () => answer(api.GET('/api/packs', { params: { query: { channel_id: channelId } } })),
  })

/** Handing pictures of a channel over as files: the packs that were made, and a new one. */
export function Packs({ channel, placements }: { channel: Channel; placements: readonly Placement[] }) {
  const packs = useQuery(packsQuery(channel.id))
  const inPlace = placements.filter(({ removed_at }) => removed_at === null)
  const open = packs.data?.filter(({ is_open }) => is_open).length ?? 0
  return (
    <details className="card">
      <summary>Hand over as a ZIP{open > 0 && ` (${count(open, 'open pack')})`}</summary>
      <p className="soft">
        Whoever has a pack’s address can fetch its pictures while it is open. Each is decided when it is
        fetched <RuleLink id="P1" />, and noted as a copy, so that it can be called back <RuleLink id="P9" />.
      </p>
      <Loaded query={packs}>
        {(all) =>
          all.length === 0 ? (
            <p>No pack yet.</p>
          ) : (
            <ul className="plain stack">
              {all.map((pack) => (
                <PackLine key={pack.id} pack={pack} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {inPlace.length > 0 ? (
        <MakePack channelId={channel.id} inPlace={inPlace} />
      ) : (
        <p>There is nothing on this channel to hand over.</p>
      )}
    </details>
  )
}

function PackLine({ pack }: { pack: Pack }) {
  const address = absolute(pack.address)
  return (
    <li>
      <div className="row">
        <strong>{pack.name}</strong>
        <span>for {pack.recipient}</span>
        <span className="soft">
          {count(pack.pictures, 'picture')}, {saidOf(pack, day)}
          {pack.watermark && `, with the text ‘${pack.watermark}’`}
        </span>
      </div>
      {pack.is_open && (
        <div className="row">
          <a href={address} target="_blank" rel="noopener" className="mono">
            {address}
          </a>
          <CopyButton text={address} what={`the address of ${pack.name}`} />
          <Fetch pack={pack} />
          <ClosePack pack={pack} />
        </div>
      )}
    </li>
  )
}

/** A plain form: the browser saves the file as it comes, however large it is. */
function Fetch({ pack }: { pack: Pack }) {
  const queries = useQueryClient()
  const refresh = () => {
    for (const key of ['packs', 'copies']) void queries.invalidateQueries({ queryKey: [key] })
  }
  return (
    <form method="post" action={`/api/packs/${pack.id}/zip`} onSubmit={() => setTimeout(refresh, REFRESH_MS)}>
      <button type="submit" className="small">
        Fetch it yourself<span className="hidden">: {pack.name}</span>
      </button>
    </form>
  )
}

const REFRESH_MS = 3000

function ClosePack({ pack }: { pack: Pack }) {
  const toast = useToast()
  const queries = useQueryClient()
  const params = { path: { pack_id: pack.id } }
  const refresh = () => queries.invalidateQueries({ queryKey: ['packs'] })
  const opening = useMutation({
    mutationFn: () => answer(api.POST('/api/packs/{pack_id}/end/undo', { params })),
    onSuccess: () => toast('It is open again.'),
    onError: (thrown) => toast(asProblem(thrown).message),
    onSettled: refresh,
  })
  const closing = useMutation({
    mutationFn: () => answer(api.POST('/api/packs/{pack_id}/end', { params })),
    onSuccess: () => toast('Closed. Nobody can fetch it now.', { undo: () => opening.mutate() }),
    onError: (thrown) => toast(asProblem(thrown).message),
    onSettled: refresh,
  })
  return (
    <button type="button" className="small" disabled={closing.isPending} onClick={() => closing.mutate()}>
      Close it<span className="hidden">: {pack.name}</span>
    </button>
  )
}

function MakePack({ channelId, inPlace }: { channelId: string; inPlace: readonly Placement[] }) {
  const [draft, setDraft] = useState(() => emptyDraft(new Date()))
  const toast = useToast()
  const queries = useQueryClient()
  useUnsaved(draft.name !== '' || draft.recipient !== '')
  const making = useMutation({
    mutationFn: () => answer(api.POST('/api/packs', { body: asNewPack(channelId, draft, inPlace) })),
    onSuccess: async (made) => {
      toast(`Made: ${made.name}. Give its address to whoever it is for.`)
      setDraft(emptyDraft(new Date()))
      await queries.invalidateQueries({ queryKey: ['packs', channelId] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <form className={styles.making} onSubmit={submit}>
      <h2>Make a pack</h2>
      {making.isError && <ProblemNotice thrown={making.error} />}
      <Field
        label="What it is called"
        hint="Whoever fetches it reads this. No child’s name."
        wrong={fieldProblem(making.error, 'name')}
      >
        <input
          required
          maxLength={100}
          autoComplete="off"
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
      </Field>
      <Field
        label="Whom it is for"
        hint="Such as the newspaper or the printer. Only staff read this."
        wrong={fieldProblem(making.error, 'recipient')}
      >
        <input
          required
          maxLength={100}
          autoComplete="off"
          value={draft.recipient}
          onChange={({ target }) => setDraft({ ...draft, recipient: target.value })}
        />
      </Field>
      <Which inPlace={inPlace} chosen={draft.chosen} onChange={(chosen) => setDraft({ ...draft, chosen })} />
      <Field
        label="The last day on which it can be fetched"
        hint="Left empty: until you close it."
        wrong={fieldProblem(making.error, 'expires_on')}
      >
        <input
          type="date"
          value={draft.expiresOn}
          onChange={({ target }) => setDraft({ ...draft, expiresOn: target.value })}
        />
      </Field>
      <Field
        label="A text across each picture, if you want one"
        hint="Such as ‘Oakfield Primary – for your article only’. Not for videos."
        wrong={fieldProblem(making.error, 'watermark')}
      >
        <input
          maxLength={60}
          autoComplete="off"
          value={draft.watermark}
          onChange={({ target }) => setDraft({ ...draft, watermark: target.value })}
        />
      </Field>
      <button
        type="submit"
        className="primary"
        disabled={making.isPending || (draft.chosen !== null && draft.chosen.length === 0)}
      >
        Make the pack
      </button>
    </form>
  )
}

interface WhichProps {
  inPlace: readonly Placement[]
  chosen: readonly string[] | null
  onChange(chosen: readonly string[] | null): void
}

function Which({ inPlace, chosen, onChange }: WhichProps) {
  const waiting = inPlace.filter(({ showing }) => !showing).length
  return (
    <fieldset>
      <legend>Which pictures</legend>
      <label className="choice">
        <input type="radio" name="which" checked={chosen === null} onChange={() => onChange(null)} />
        <span>
          All that are here: {inPlace.length}
          {waiting > 0 && ` (${waiting} may not go out now)`}
        </span>
      </label>
      <label className="choice">
        <input type="radio" name="which" checked={chosen !== null} onChange={() => onChange([])} />
        <span>Some of them</span>
      </label>
      {chosen !== null && (
        <ul className={styles.pictures}>
          {inPlace.map((placement) => (
            <li key={placement.id}>
              <label className={styles.picture}>
                <img src={`/api/photos/${placement.photo_id}/thumbnail`} alt="" loading="lazy" />
                <span className={styles.words}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(placement.id)}
                    onChange={({ target }) => onChange(ticked(chosen, placement.id, target.checked))}
                  />
                  {placement.caption || placement.alt}
                  {!placement.showing && <span className="soft">may not go out now</span>}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}

function ticked(chosen: readonly string[], id: string, isTicked: boolean): readonly string[] {
  return isTicked ? [...chosen, id] : chosen.filter((each) => each !== id)
}
