import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { GroupPicture, PhotoRow } from '../api/types'
import { photosQuery } from '../media/queries'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import styles from './GroupPictures.module.css'
import { groupPicturesQuery, groupPictureVerbs, useGroupPictureVerb } from './queries'

type Version = 'everybody_photo_id' | 'without_photo_id'

const VERSIONS: Record<Version, string> = {
  everybody_photo_id: 'With everybody',
  without_photo_id: 'Without those who are never shown',
}

/** Group pictures that are taken twice, so that nobody has to step out of the only one (E7). */
export function GroupPictures({ eventId }: { eventId: string }) {
  const pictures = useQuery(groupPicturesQuery(eventId))
  const mayName = useMay('photo:resolve')
  const listed = pictures.data ?? []
  return (
    <details className="card">
      <summary>
        Group pictures in two versions{listed.length > 0 && <span className="soft"> ({listed.length})</span>}
      </summary>
      <p className="soft">
        One with everybody, for families and the school’s own walls; one without those who are never shown{' '}
        <RuleLink id="E7" />. Each is cleared like any other picture.
      </p>
      <Loaded query={pictures}>
        {(all) => (
          <>
            {all.length === 0 && <p>None is planned yet.</p>}
            {all.map((picture) => (
              <OnePicture key={picture.id} eventId={eventId} picture={picture} mayName={mayName} />
            ))}
          </>
        )}
      </Loaded>
      {mayName && <AddPicture eventId={eventId} />}
    </details>
  )
}

interface OnePictureProps {
  eventId: string
  picture: GroupPicture
  mayName: boolean
}

function OnePicture({ eventId, picture, mayName }: OnePictureProps) {
  const photos = useQuery(photosQuery(eventId)).data ?? []
  const verbs = groupPictureVerbs(eventId)
  const change = useGroupPictureVerb(eventId, verbs.change, 'Saved.', () => verbs.change(picture))
  const remove = useGroupPictureVerb(eventId, verbs.remove, 'Taken off the list.', verbs.add)
  return (
    <section className={styles.one} aria-labelledby={`group-${picture.id}`}>
      <h2 id={`group-${picture.id}`}>{picture.name}</h2>
      {(change.isError || remove.isError) && <ProblemNotice thrown={change.error ?? remove.error} />}
      <div className={styles.versions}>
        {(Object.keys(VERSIONS) as Version[]).map((version) => (
          <OneVersion
            key={version}
            of={picture.name}
            words={VERSIONS[version]}
            photos={photos.filter(({ kind }) => kind === 'picture')}
            photoId={picture[version]}
            mayName={mayName}
            onChoose={(photoId) => change.mutate({ ...picture, [version]: photoId })}
          />
        ))}
      </div>
      {mayName && (
        <button
          type="button"
          className="small"
          disabled={remove.isPending}
          onClick={() => remove.mutate(picture)}
        >
          Take off this list<span className="hidden">: {picture.name}</span>
        </button>
      )}
    </section>
  )
}

interface OneVersionProps {
  /** What the group picture is called. */
  of: string
  words: string
  photos: readonly PhotoRow[]
  photoId: string | null
  mayName: boolean
  onChoose: (photoId: string | null) => void
}

function OneVersion({ of, words, photos, photoId, mayName, onChoose }: OneVersionProps) {
  const [isChoosing, setIsChoosing] = useState(false)
  const which = <span className="hidden">: {`${of}, ${words.toLowerCase()}`}</span>
  return (
    <div className="stack">
      <h3>{words}</h3>
      {photoId ? (
        <Link to="/photos/$photoId" params={{ photoId }}>
          <img src={`/api/photos/${photoId}/thumbnail`} alt={`Open: ${of}, ${words.toLowerCase()}`} />
        </Link>
      ) : (
        <p className={styles.none}>Not taken yet</p>
      )}
      {mayName && (
        <div className="row">
          <button type="button" onClick={() => setIsChoosing(true)}>
            {photoId ? 'Choose another photo' : 'Choose the photo'}
            {which}
          </button>
          {photoId && (
            <button type="button" className="quiet" onClick={() => onChoose(null)}>
              Take it out{which}
            </button>
          )}
        </div>
      )}
      {isChoosing && (
        <Dialog title={`${of}: ${words.toLowerCase()}`} onClose={() => setIsChoosing(false)}>
          <Photos
            photos={photos}
            photoId={photoId}
            onChoose={(id) => {
              setIsChoosing(false)
              onChoose(id)
            }}
          />
        </Dialog>
      )}
    </div>
  )
}

interface PhotosProps {
  photos: readonly PhotoRow[]
  photoId: string | null
  onChoose: (photoId: string) => void
}

/** The pictures of the event, each a button: what a camera called them tells nobody which is which. */
function Photos({ photos, photoId, onChoose }: PhotosProps) {
  if (photos.length === 0) return <p>This event has no pictures yet.</p>
  return (
    <ul className={styles.photos}>
      {photos.map(({ id, file_name }) => (
        <li key={id}>
          <button type="button" aria-pressed={id === photoId} onClick={() => onChoose(id)}>
            <img src={`/api/photos/${id}/thumbnail`} alt="" loading="lazy" />
            <span>{file_name}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function AddPicture({ eventId }: { eventId: string }) {
  const [name, setName] = useState('')
  const add = useGroupPictureVerb(eventId, groupPictureVerbs(eventId).add, 'Added. Take it twice on the day.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { name, everybody_photo_id: null, without_photo_id: null }
    add.mutate(body, { onSuccess: () => setName('') })
  }
  return (
    <form onSubmit={submit}>
      {add.isError && <ProblemNotice thrown={add.error} />}
      <Field
        label="Plan a group picture"
        hint="Such as ‘Otters with their cup’."
        wrong={fieldProblem(add.error, 'name')}
      >
        <input required maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
      </Field>
      <button type="submit" disabled={add.isPending}>
        Add it
      </button>
    </form>
  )
}
