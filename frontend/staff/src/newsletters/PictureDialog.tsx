import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PhotoRow } from '../api/types'
import { eventsQuery } from '../events/queries'
import { photosQuery, useOutcomes } from '../media/queries'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { count, day } from '../parts/wording'
import { Thumbnail } from './Parts'
import styles from './newsletters.module.css'

interface PictureDialogProps {
  purpose: string
  onClose(): void
  onChosen(photoIds: readonly string[]): void
}

/** Chooses pictures of an event, out of those that are cleared for the newsletter. */
export function PictureDialog({ purpose, onClose, onChosen }: PictureDialogProps) {
  const events = useQuery(eventsQuery)
  const [eventId, setEventId] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  return (
    <Dialog title="Add pictures" onClose={onClose}>
      <Loaded query={events}>
        {(all) =>
          all.length === 0 ? (
            <p>There is no event with pictures yet.</p>
          ) : (
            <Field label="Event">
              <select value={eventId} onChange={({ target }) => setEventId(target.value)}>
                <option value="">Choose an event</option>
                {all.map(({ id, name, on_date }) => (
                  <option key={id} value={id}>
                    {name}, {day(on_date)}
                  </option>
                ))}
              </select>
            </Field>
          )
        }
      </Loaded>
      {eventId && <Choice eventId={eventId} purpose={purpose} chosen={chosen} onChange={setChosen} />}
      <p className="row">
        <button
          type="button"
          className="primary"
          disabled={chosen.length === 0}
          onClick={() => onChosen(chosen)}
        >
          Add {count(chosen.length, 'picture')}
        </button>
      </p>
    </Dialog>
  )
}

interface ChoiceProps {
  eventId: string
  purpose: string
  chosen: readonly string[]
  onChange(chosen: readonly string[]): void
}

function Choice({ eventId, purpose, chosen, onChange }: ChoiceProps) {
  const photos = useQuery(photosQuery(eventId))
  const outcomes = useOutcomes(eventId, photos.data, [purpose])
  if (photos.data?.length === 0) return <p>There are no pictures in this event.</p>
  return (
    <Loaded query={photos}>
      {(all) => (
        <Loaded query={outcomes}>
          {(known) => {
            const cleared = all.filter(
              ({ id, kind }) => kind === 'picture' && known.get(id)?.[purpose] === 'cleared',
            )
            return (
              <>
                <p role="status">{cleared.length === all.length ? 'All are cleared.' : says(cleared, all)}</p>
                <Tiles photos={cleared} chosen={chosen} onChange={onChange} />
              </>
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}

function says(cleared: readonly PhotoRow[], all: readonly PhotoRow[]): string {
  const others = all.length - cleared.length
  return `${count(cleared.length, 'picture')} cleared for this newsletter. ${count(others, 'other')} can’t be used as things stand.`
}

interface TilesProps {
  photos: readonly PhotoRow[]
  chosen: readonly string[]
  onChange(chosen: readonly string[]): void
}

function Tiles({ photos, chosen, onChange }: TilesProps) {
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  return (
    <ul className={`plain ${styles.tiles}`} aria-label="Cleared pictures">
      {photos.map(({ id, file_name }) => (
        <li key={id}>
          <button
            type="button"
            className={styles.tile}
            aria-pressed={chosen.includes(id)}
            onClick={() => toggle(id)}
          >
            <Thumbnail photoId={id} alt={file_name} />
            {chosen.includes(id) && <span className={styles.number}>{chosen.indexOf(id) + 1}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
