import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { CopyElsewhere, NewCopy, Placement } from '../api/types'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { copyName } from '../takedown/words'
import { webAddress } from './address'

const copiesQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['copies', channelId],
    queryFn: () =>
      answer(api.GET('/api/channels/{channel_id}/copies', { params: { path: { channel_id: channelId } } })),
  })

const KINDS: Record<NewCopy['kind'], string> = {
  social: 'A post on social media',
  live_link: 'A page that shows it or links to it',
  print: 'It was printed',
  press: 'It was given to the press',
  other: 'Something else',
}

/** Nobody can say of these that they are gone. */
const LASTING: ReadonlySet<string> = new Set(['print', 'press'])

const THERE: StateWords = { words: 'There', tone: 'calm', icon: 'pin' }
const MAKING: StateWords = { words: 'Being made', tone: 'calm', icon: 'wait' }
const GONE: StateWords = { words: 'Gone', tone: 'good', icon: 'tick' }

/** Where else the pictures of a channel are: what programs copied, and what people noted. */
export function Copies({ channelId, placements }: { channelId: string; placements: readonly Placement[] }) {
  const copies = useQuery(copiesQuery(channelId))
  const mayPlace = useMay('photo:place')
  const inPlace = placements.filter(({ removed_at }) => removed_at === null)
  return (
    <details className="card">
      <summary>
        Where else they are{copies.data && copies.data.length > 0 && ` (${standing(copies.data)})`}
      </summary>
      <p className="soft">
        Posts, pages, packs and prints with these pictures. When a picture comes down here, each of them has
        to come down too <RuleLink id="P9" />, so every one has to be known.
      </p>
      <Loaded query={copies}>
        {(all) =>
          all.length === 0 ? <p>None is known.</p> : <CopyList copies={all} placements={placements} />
        }
      </Loaded>
      {mayPlace && inPlace.length > 0 && <NoteCopy channelId={channelId} placements={inPlace} />}
    </details>
  )
}

function standing(copies: readonly CopyElsewhere[]): string {
  return count(copies.filter(({ state }) => state !== 'gone').length, 'copy', 'copies')
}

function CopyList({
  copies,
  placements,
}: {
  copies: readonly CopyElsewhere[]
  placements: readonly Placement[]
}) {
  const names = new Map(placements.map((placement) => [placement.id, placement.caption || placement.alt]))
  return (
    <ul className="plain stack">
      {copies.map((copy) => (
        <CopyLine key={copy.id} copy={copy} about={names.get(copy.placement_id) ?? ''} />
      ))}
    </ul>
  )
}

function CopyLine({ copy, about }: { copy: CopyElsewhere; about: string }) {
  const mayDo = useMay('takedown:do')
  const state = copy.state === 'gone' ? GONE : copy.state === 'making' ? MAKING : THERE
  return (
    <li>
      <div className="row">
        <Badge state={state} />
        <strong>{copyName(copy.kind)}</strong>
        <span>{copy.where}</span>
        {mayDo && copy.state === 'there' && !LASTING.has(copy.kind) && <SayGone copy={copy} />}
      </div>
      <p className="soft">
        {about && `${about} · `}
        {copy.gone_at ? `gone since ${instant(copy.gone_at)}` : `since ${instant(copy.made_at)}`}
        {copy.addresses.map((address) => (
          <CopyAddress key={address} address={address} />
        ))}
      </p>
    </li>
  )
}

function CopyAddress({ address }: { address: string }) {
  const safe = webAddress(address)
  return (
    <>
      {' · '}
      {safe ? (
        <a href={safe} target="_blank" rel="noopener noreferrer" className="mono">
          {address}
        </a>
      ) : (
        <span className="mono">{address}</span>
      )}
    </>
  )
}

function SayGone({ copy }: { copy: CopyElsewhere }) {
  const toast = useToast()
  const queries = useQueryClient()
  const saying = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/takedowns/copies/{copy_id}/gone', {
          params: { path: { copy_id: copy.id } },
          body: { note: 'Taken down, as somebody said on the channel’s page.' },
        }),
      ),
    onSuccess: () => {
      toast('Noted: that copy is gone.')
      for (const key of ['copies', 'takedowns']) void queries.invalidateQueries({ queryKey: [key] })
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={saying.isPending} onClick={() => saying.mutate()}>
      It is gone<span className="hidden">: {copy.where}</span>
    </button>
  )
}

function NoteCopy({ channelId, placements }: { channelId: string; placements: readonly Placement[] }) {
  const empty = {
    placement: placements.length === 1 ? (placements[0]?.id ?? '') : '',
    kind: '',
    where: '',
    address: '',
  }
  const [typed, setTyped] = useState(empty)
  const toast = useToast()
  const queries = useQueryClient()
  const noting = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/placements/{placement_id}/copies', {
          params: { path: { placement_id: typed.placement } },
          body: {
            kind: typed.kind as NewCopy['kind'],
            where: typed.where,
            address: typed.address.trim() || null,
          },
        }),
      ),
    onSuccess: () => {
      toast('Noted. It comes down with the picture.')
      setTyped(empty)
      for (const key of ['copies', 'takedowns'])
        void queries.invalidateQueries({ queryKey: [key, channelId] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    noting.mutate()
  }
  return (
    <form onSubmit={submit}>
      <h2>Note another</h2>
      {noting.isError && <ProblemNotice thrown={noting.error} />}
      <Field label="Which picture">
        <select
          required
          value={typed.placement}
          onChange={({ target }) => setTyped({ ...typed, placement: target.value })}
        >
          <option value="">Choose a picture</option>
          {placements.map((placement) => (
            <option key={placement.id} value={placement.id}>
              {placement.caption || placement.alt} ({instant(placement.placed_at)})
            </option>
          ))}
        </select>
      </Field>
      <Field label="What it is">
        <select
          required
          value={typed.kind}
          onChange={({ target }) => setTyped({ ...typed, kind: target.value })}
        >
          <option value="">Choose what it is</option>
          {Object.entries(KINDS).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Where" hint="Such as ‘Our page on …, post of 3 May’. No child’s name.">
        <input
          required
          maxLength={200}
          value={typed.where}
          onChange={({ target }) => setTyped({ ...typed, where: target.value })}
        />
      </Field>
      <Field
        label="Its address, if it has one"
        hint="With it the service can look by itself whether it is gone."
        wrong={fieldProblem(noting.error, 'address')}
      >
        <input
          type="url"
          maxLength={2000}
          value={typed.address}
          onChange={({ target }) => setTyped({ ...typed, address: target.value })}
        />
      </Field>
      <button type="submit" className="primary" disabled={noting.isPending}>
        Note it
      </button>
    </form>
  )
}
