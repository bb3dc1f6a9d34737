import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Placement } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { Badge } from '../parts/Badge'
import { ReasonList } from '../parts/Reasons'
import { day, instant } from '../parts/wording'
import { channelsQuery } from './queries'
import { afterwards, step } from './queue'
import styles from './Queue.module.css'
import { stateOf } from './states'

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** What one key does to the picture that is shown; it tells whether that was done, and the picture leaves the queue. */
export interface QueueVerb {
  key: string
  words: string
  run(placement: Placement): Promise<boolean>
}

interface QueueProps {
  placements: readonly Placement[]
  /** What lets a picture out, or has it stay. */
  yes: QueueVerb
  takeDown(placement: Placement, why: string): Promise<boolean>
  /** What is said of each beside its words. */
  says(placement: Placement): ReactNode
}

/** Pictures to decide about, one at a time, by keys or buttons; the rest of the queue stands below. */
export function Queue({ placements, yes, takeDown, says }: QueueProps) {
  const [current, setCurrent] = useState<string | null>(null)
  const [refusing, setRefusing] = useState(false)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const ids = placements.map(({ id }) => id)
  const shown = placements.find(({ id }) => id === current) ?? placements[0]
  if (!shown) return null

  const go = (id: string | null) => {
    setRefusing(false)
    setCurrent(id)
  }
  const decide = async (act: () => Promise<boolean>) => {
    if (busy) return
    setBusy(true)
    const next = afterwards(ids, shown.id)
    if (await act().finally(() => setBusy(false))) go(next)
    box.current?.focus()
  }
  const keys: Record<string, () => void> = {
    [yes.key]: () => void decide(() => yes.run(shown)),
    t: () => setRefusing(true),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
    const by = STEPS[event.key]
    const act = by === undefined ? keys[event.key.toLowerCase()] : () => go(step(ids, shown.id, by))
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    // Keys work wherever the focus is in the queue, and nowhere else.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.queue} tabIndex={-1} ref={box} onKeyDown={onKeyDown}>
      <p role="status" className="soft">
        {ids.indexOf(shown.id) + 1} of {ids.length}. Arrow keys go through them.
      </p>
      <article className={styles.one}>
        <img
          key={shown.id}
          className={styles.picture}
          src={`/api/placements/${shown.id}/picture`}
          alt={shown.alt}
        />
        <div className={styles.about}>
          <About placement={shown} />
          {says(shown)}
          {refusing ? (
            <WhyNot
              busy={busy}
              onTakeDown={(why) => void decide(() => takeDown(shown, why))}
              onStay={() => {
                setRefusing(false)
                box.current?.focus()
              }}
            />
          ) : (
            <div className="row">
              <button type="button" className="primary" disabled={busy} onClick={keys[yes.key]}>
                {yes.words} <kbd>{yes.key.toUpperCase()}</kbd>
              </button>
              <button type="button" className="danger" disabled={busy} onClick={keys['t']}>
                Take it down <kbd>T</kbd>
              </button>
              <Link to="/photos/$photoId" params={{ photoId: shown.photo_id }}>
                Open the photo
              </Link>
            </div>
          )}
        </div>
      </article>
      <Strip placements={placements} shown={shown.id} onGo={go} />
    </div>
  )
}

/** Where it is to be seen, with which words, and who is behind it. */
function About({ placement }: { placement: Placement }) {
  const channel = useQuery(channelsQuery).data?.find(({ id }) => id === placement.channel_id)
  const purposeName = usePurposeNames()
  return (
    <>
      <h2>{channel?.name ?? 'A channel'}</h2>
      <p className="row">
        <Badge state={stateOf(placement, channel?.door)} />
        {channel && <span className="soft">{purposeName(channel.purpose)}</span>}
      </p>
      {placement.caption && <p>{placement.caption}</p>}
      <p className="soft">Alternative text: {placement.alt}</p>
      <p className="soft">
        Uploaded by {placement.uploaded_by?.name ?? 'somebody who has left'}. Put here by{' '}
        {placement.by_program ? 'a program' : (placement.placed_by?.name ?? 'somebody who has left')},{' '}
        {instant(placement.placed_at)}.
      </p>
      {placement.files.some(({ size }) => size === 'clip') && (
        <p>This is a video: open the photo and watch it to the end.</p>
      )}
      <ReasonList
        reasons={[...placement.reasons.filter(({ code }) => code !== 'not_released'), ...placement.warnings]}
      />
    </>
  )
}

interface WhyNotProps {
  busy: boolean
  onTakeDown(why: string): void
  onStay(): void
}

/** Why it comes down, for whoever put it there. */
function WhyNot({ busy, onTakeDown, onStay }: WhyNotProps) {
  const [why, setWhy] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onTakeDown(why)
      }}
    >
      <div className="field">
        <label htmlFor="why-not">Why does it come down?</label>
        <p className="hint" id="why-not-hint">
          Whoever put it there reads this. Name no child. May stay empty.
        </p>
        <input
          id="why-not"
          aria-describedby="why-not-hint"
          ref={field}
          maxLength={500}
          autoComplete="off"
          value={why}
          onChange={({ target }) => setWhy(target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onStay()}
        />
      </div>
      <div className="row">
        <button type="submit" className="danger" disabled={busy}>
          Take it down
        </button>
        <button type="button" className="quiet" onClick={onStay}>
          Not now
        </button>
      </div>
    </form>
  )
}

interface StripProps {
  placements: readonly Placement[]
  shown: string
  onGo(id: string): void
}

function Strip({ placements, shown, onGo }: StripProps) {
  if (placements.length < 2) return null
  return (
    <ul className={styles.strip} aria-label="The queue">
      {placements.map(({ id, photo_id, alt, review_due_on }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === shown || undefined}
            title={`To look at by ${day(review_due_on)}`}
            onClick={() => onGo(id)}
          >
            <img src={`/api/photos/${photo_id}/thumbnail`} alt={alt} loading="lazy" />
          </button>
        </li>
      ))}
    </ul>
  )
}
