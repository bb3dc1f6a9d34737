import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { Photo, Placement } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { spokenOf } from './inItsPlace'
import styles from './InItsPlace.module.css'
import { useRefreshPlacements } from './releases'

const photoQuery = (id: string) =>
  queryOptions({
    queryKey: ['photo', id],
    queryFn: () => answer(api.GET('/api/photos/{photo_id}', { params: { path: { photo_id: id } } })),
    staleTime: 0,
  })

interface InItsPlaceProps {
  placement: Pick<Placement, 'id' | 'photo_id' | 'reasons'>
  onClose(): void
}

/** Covers whoever may not be shown any more, and puts the picture back at the same address, in one step (P11). */
export function InItsPlaceDialog({ placement, onClose }: InItsPlaceProps) {
  const photo = useQuery(photoQuery(placement.photo_id))
  return (
    <Dialog title="A picture in its place" onClose={onClose}>
      <Loaded query={photo}>
        {(found) => (
          <ReplaceForm key={found.people_version} placement={placement} photo={found} onClose={onClose} />
        )}
      </Loaded>
    </Dialog>
  )
}

function ReplaceForm({ placement, photo, onClose }: InItsPlaceProps & { photo: Photo }) {
  const people = photo.people_in_photo.filter(({ in_crop }) => in_crop)
  const [redact, setRedact] = useState<readonly string[]>(spokenOf(people, placement.reasons))
  const [heads, setHeads] = useState('')
  const replacing = useReplace(placement.id, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    replacing.mutate({
      redact: [...redact],
      head_count: Number(heads),
      people_version: photo.people_version,
    })
  }
  return (
    <form onSubmit={submit}>
      <p>
        Whoever you tick is covered. The picture is made anew and hangs at the same address{' '}
        <RuleLink id="P11" />. If it still can’t be shown, nothing is changed, and you read why.
      </p>
      <div className={styles.picture}>
        <img src={`/api/photos/${photo.id}/preview`} alt={photo.file_name} />
        {people.map(({ id, number, box }) => (
          <span
            key={id}
            className={styles.box}
            data-covered={redact.includes(id) || undefined}
            style={{
              left: `${box.x * 100}%`,
              top: `${box.y * 100}%`,
              width: `${box.w * 100}%`,
              height: `${box.h * 100}%`,
            }}
            aria-hidden="true"
          >
            {number}
          </span>
        ))}
      </div>
      <fieldset>
        <legend>Cover</legend>
        {people.map(({ id, number, child, adult, resolution }) => (
          <label className="choice" key={id}>
            <input
              type="checkbox"
              disabled={resolution === 'redacted'}
              checked={resolution === 'redacted' || redact.includes(id)}
              onChange={({ target }) =>
                setRedact(target.checked ? [...redact, id] : redact.filter((each) => each !== id))
              }
            />
            <span>
              {number}: {child?.name ?? adult?.name ?? 'somebody without a name'}
              {resolution === 'redacted' && ' (covered already)'}
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="How many people and marked faces are in the picture?"
        hint={`Count them, covered ones too. ${count(photo.people, 'is', 'are')} marked.`}
      >
        <input
          type="number"
          required
          min={0}
          max={10_000}
          value={heads}
          onChange={({ target }) => setHeads(target.value)}
        />
      </Field>
      {replacing.error && <ProblemNotice thrown={replacing.error} />}
      <button type="submit" className="primary" disabled={replacing.isPending || redact.length === 0}>
        {replacing.isPending ? 'Making it anew …' : 'Cover them, and put it in its place'}
      </button>
    </form>
  )
}

interface Replacement {
  redact: string[]
  head_count: number
  people_version: number
}

function useReplace(placementId: string, onDone: () => void) {
  const toast = useToast()
  const refresh = useRefreshPlacements()
  return useMutation({
    mutationFn: (body: Replacement) =>
      answer(
        api.POST('/api/placements/{placement_id}/replace', {
          params: { path: { placement_id: placementId } },
          body,
        }),
      ),
    onSuccess: ({ placement, elsewhere }) => {
      const others = elsewhere.filter(({ outcome }) => outcome === 'placed').length
      toast(
        [
          placement.showing ? 'It hangs in its place.' : 'It is made anew, and waits for a second person.',
          others > 0 && `So it does on ${count(others, 'other channel')}.`,
        ]
          .filter(Boolean)
          .join(' '),
      )
      onDone()
    },
    onSettled: () => refresh(),
  })
}
