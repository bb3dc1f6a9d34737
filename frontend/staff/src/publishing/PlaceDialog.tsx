import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Channel, CoverStyle, PhotoRow, PlacementResult } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import type { OutcomesByPhoto } from '../media/filter'
import { Badge } from '../parts/Badge'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { ReasonList, RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { COVER_STYLES } from './coverStyles'
import { channelsQuery, place } from './queries'
import { stateOf } from './states'
import styles from './PlaceDialog.module.css'

interface PlaceDialogProps {
  photos: readonly PhotoRow[]
  outcomes: OutcomesByPhoto
  onClose: () => void
}

/** Puts photos on a channel: which one, their texts, then what became of each. */
export function PlaceDialog({ photos, outcomes, onClose }: PlaceDialogProps) {
  const channels = useQuery(channelsQuery)
  const [results, setResults] = useState<PlacementResult[] | null>(null)
  return (
    <Dialog title={`Put ${count(photos.length, 'photo')} on a channel`} onClose={onClose}>
      {results ? (
        <Results results={results} photos={photos} onClose={onClose} />
      ) : (
        <Loaded query={channels}>
          {(all) =>
            all.length === 0 ? (
              <NoChannels />
            ) : (
              <PlaceForm channels={all} photos={photos} outcomes={outcomes} onPlaced={setResults} />
            )
          }
        </Loaded>
      )}
    </Dialog>
  )
}

function NoChannels() {
  return (
    <p>
      There is no channel yet. A channel is a place where pictures go out, such as the website’s gallery.{' '}
      <Link to="/channels">Make a channel</Link>
    </p>
  )
}

interface Texts {
  caption: string
  alt: string
}

interface PlaceFormProps {
  channels: readonly Channel[]
  photos: readonly PhotoRow[]
  outcomes: OutcomesByPhoto
  onPlaced: (results: PlacementResult[]) => void
}

function PlaceForm({ channels, photos, outcomes, onPlaced }: PlaceFormProps) {
  const queries = useQueryClient()
  const [channelId, setChannelId] = useState(channels.length === 1 ? (channels[0]?.id ?? '') : '')
  const [isEach, setIsEach] = useState(false)
  const [common, setCommon] = useState<Texts>({ caption: '', alt: '' })
  const [each, setEach] = useState<Readonly<Record<string, Texts>>>({})
  const textsOf = (photoId: string) =>
    isEach ? (each[photoId] ?? { caption: common.caption, alt: '' }) : common
  const [done, setDone] = useState(0)
  const [style, setStyle] = useState<CoverStyle | ''>('')
  const placing = useMutation({
    mutationFn: () =>
      place(
        channelId,
        photos.map(({ id }) => ({ photo_id: id, ...textsOf(id), ...(style && { cover_style: style }) })),
        setDone,
      ),
    onSuccess: (results) => {
      onPlaced(results)
      void queries.invalidateQueries({ queryKey: ['placements'] })
      void queries.invalidateQueries({ queryKey: ['channels'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    placing.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Field label="Channel">
        <select required value={channelId} onChange={(event) => setChannelId(event.target.value)}>
          {channelId === '' && <option value="">Choose a channel</option>}
          {channels.map((channel) => (
            <option key={channel.id} value={channel.id}>
              {channel.name}
            </option>
          ))}
        </select>
      </Field>
      <Forecast channel={channels.find(({ id }) => id === channelId)} photos={photos} outcomes={outcomes} />
      <CoverChoice photos={photos} style={style} onChange={setStyle} />
      {photos.length > 1 && (
        <label className="choice">
          <input type="checkbox" checked={isEach} onChange={(event) => setIsEach(event.target.checked)} />
          <span>Write texts for each picture</span>
        </label>
      )}
      <p className="soft">
        Don’t name a child in these texts: no full name, no surname <RuleLink id="P2" />.
      </p>
      {isEach ? (
        photos.map((photo) => (
          <fieldset key={photo.id} className={styles.one}>
            <legend>{photo.file_name}</legend>
            <img src={`/api/photos/${photo.id}/thumbnail`} alt="" loading="lazy" />
            <div>
              <TextFields
                texts={textsOf(photo.id)}
                onChange={(texts) => setEach({ ...each, [photo.id]: texts })}
              />
            </div>
          </fieldset>
        ))
      ) : (
        <TextFields texts={common} onChange={setCommon} />
      )}
      {placing.isError && <ProblemNotice thrown={placing.error} />}
      {placing.isPending && <progress aria-label="Photos done" max={photos.length} value={done} />}
      <button type="submit" className="primary" disabled={placing.isPending}>
        {placing.isPending
          ? `${done} of ${photos.length} done…`
          : `Put ${count(photos.length, 'photo')} on the channel`}
      </button>
    </form>
  )
}

interface CoverChoiceProps {
  photos: readonly PhotoRow[]
  style: CoverStyle | ''
  onChange: (style: CoverStyle | '') => void
}

/** How whoever is redacted is covered; asked only where somebody is. */
function CoverChoice({ photos, style, onChange }: CoverChoiceProps) {
  const covered = photos.filter(({ redacted }) => redacted > 0).length
  if (covered === 0) return null
  return (
    <Field
      label="Cover faces with"
      hint={`Somebody is redacted in ${covered} of these. A picture that is there already is made anew if you choose.`}
    >
      <select value={style} onChange={({ target }) => onChange(target.value as CoverStyle | '')}>
        <option value="">what the school chose</option>
        {COVER_STYLES.map(({ id, words }) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  )
}

function TextFields({ texts, onChange }: { texts: Texts; onChange: (texts: Texts) => void }) {
  return (
    <>
      <Field label="Caption" hint="Shown under the picture. Leave out children’s names. May stay empty.">
        <input
          value={texts.caption}
          onChange={(event) => onChange({ ...texts, caption: event.target.value })}
        />
      </Field>
      <Field
        label="Alternative text"
        hint="What the picture shows, for people who can’t see it: ‘Children plant a tree’."
      >
        <input
          required
          value={texts.alt}
          onChange={(event) => onChange({ ...texts, alt: event.target.value })}
        />
      </Field>
    </>
  )
}

/** Says before anything is done how many the rules would let out now. */
function Forecast({
  channel,
  photos,
  outcomes,
}: { channel: Channel | undefined } & Omit<PlaceDialogProps, 'onClose'>) {
  const purposeName = usePurposeNames()
  if (channel === undefined) return null
  const cleared = photos.filter(({ id }) => outcomes.get(id)?.[channel.purpose] === 'cleared').length
  const rest = photos.length - cleared
  return (
    <div className="notice" data-tone={rest === 0 ? 'good' : 'warn'}>
      <p>
        {cleared} of {photos.length} cleared for ‘{purposeName(channel.purpose)}’ now.
        {rest > 0 && ` ${saidRefused(rest, cleared)}`}
      </p>
    </div>
  )
}

function saidRefused(rest: number, cleared: number): string {
  if (rest === 1) return `${cleared === 0 ? 'It' : 'The other one'} will be refused, with its reasons.`
  return `${cleared === 0 ? 'They' : `The other ${rest}`} will be refused, each with its reasons.`
}

function saidWaiting(waiting: number): string {
  return `${waiting === 1 ? 'One waits' : `${waiting} wait`} for a second person: nobody sees ${waiting === 1 ? 'it' : 'them'} until then.`
}

interface ResultsProps {
  results: readonly PlacementResult[]
  photos: readonly PhotoRow[]
  onClose: () => void
}

function Results({ results, photos, onClose }: ResultsProps) {
  const placed = results.filter((result) => result.outcome === 'placed').length
  const waiting = results.filter(({ placement }) => placement?.waits_for_release).length
  const fileName = (id: string) => photos.find((photo) => photo.id === id)?.file_name ?? id
  return (
    <>
      <p role="status">
        {placed} of {results.length} placed.
        {waiting > 0 && ` ${saidWaiting(waiting)}`}
      </p>
      <ul className={styles.results}>
        {results.map((result) => (
          <li key={result.photo_id}>
            <img src={`/api/photos/${result.photo_id}/thumbnail`} alt="" loading="lazy" />
            <div>
              <strong>{fileName(result.photo_id)}</strong> <Badge state={stateOfResult(result)} />
              {result.placement && <ReasonList reasons={result.placement.reasons} />}
              {result.problem && <p className="soft">{result.problem.detail}</p>}
              {result.problem && <ReasonList reasons={result.problem.reasons} />}
            </div>
          </li>
        ))}
      </ul>
      <button type="button" className="primary" onClick={onClose}>
        Done
      </button>
    </>
  )
}

const PLACED = { words: 'Placed', tone: 'good', icon: 'tick' } as const
const REFUSED = { words: 'Refused', tone: 'bad', icon: 'bar' } as const

/** What is placed may still have to wait, for a second person above all (P6). */
function stateOfResult({ placement }: PlacementResult) {
  if (!placement) return REFUSED
  return placement.showing ? PLACED : stateOf(placement)
}
