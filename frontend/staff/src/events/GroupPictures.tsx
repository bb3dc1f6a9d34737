import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { GroupPicture, PhotoRow } from '../api/types'
import { photosQuery } from '../media/queries'
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
    <section aria-labelledby={`group-${picture.id}`}>
      <h2 id={`group-${picture.id}`}>{picture.name}</h2>
      {(change.isError || remove.isError) && <ProblemNotice thrown={change.error ?? remove.error} />}
      <div className={styles.versions}>
        {(Object.keys(VERSIONS) as Version[]).map((version) => (
          <OneVersion
            key={version}
            words={VERSIONS[version]}
            photos={photos}
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
  words: string
  photos: readonly PhotoRow[]
  photoId: string | null
  mayName: boolean
  onChoose: (photoId: string | null) => void
}

function OneVersion({ words, photos, photoId, mayName, onChoose }: OneVersionProps) {
  return (
    <div>
      {photoId && (
        <Link to="/photos/$photoId" params={{ photoId }}>
          <img src={`/api/photos/${photoId}/thumbnail`} alt={`Open: ${words}`} loading="lazy" />
        </Link>
      )}
      {mayName ? (
        <Field label={words}>
          <select value={photoId ?? ''} onChange={({ target }) => onChoose(target.value || null)}>
            <option value="">Not taken yet</option>
            {photos.map(({ id, file_name }) => (
              <option key={id} value={id}>
                {file_name}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        <p>{photoId ? words : `${words}: not taken yet`}</p>
      )}
    </div>
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
