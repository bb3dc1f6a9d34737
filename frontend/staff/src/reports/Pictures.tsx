import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { ReportDetail, ReportedPhoto } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { day } from '../parts/wording'
import { useVerb, verbs } from './queries'

const PULLED: StateWords = { words: 'Out of service', tone: 'warn', icon: 'bar' }
const SEALED: StateWords = { words: 'Sealed', tone: 'calm', icon: 'bar' }
const GONE: StateWords = { words: 'Not to be seen any more', tone: 'calm', icon: 'bar' }

/** What came with the report, and pictures of ours that it is about: pulled (M7) or sealed (I3). */
export function Pictures({ row }: { row: ReportDetail }) {
  return (
    <section className="card stack" aria-labelledby="pictures">
      <h2 id="pictures">Pictures</h2>
      {row.files.length === 0 && row.photos.length === 0 && <p>None is linked to this report.</p>}
      <ul className="plain">
        {row.files.map((file) => (
          <li key={file.id}>
            <a href={`/api/reports/${row.id}/files/${file.id}`} target="_blank" rel="noreferrer">
              A picture that came with it on {day(file.on_day)}
            </a>
          </li>
        ))}
      </ul>
      <ul className="plain stack">
        {row.photos.map((photo) => (
          <OnePhoto key={photo.photo_id} row={row} photo={photo} />
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <LinkPhoto row={row} />
      </WhileOpen>
    </section>
  )
}

/** By where it stands, without a look at it: then it can be taken out of service or sealed. */
function LinkPhoto({ row }: { row: ReportDetail }) {
  const [place, setPlace] = useState('')
  const linking = useVerb(row.id, verbs(row.id).linkPhoto, 'Linked. Now you can take it out of service.')
  useTyped(place !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    linking.mutate(place, { onSuccess: () => setPlace('') })
  }
  return (
    <details>
      <summary>Link a picture of ours</summary>
      <form onSubmit={submit}>
        {linking.isError && <ProblemNotice thrown={linking.error} />}
        <Field
          label="Its address or number"
          hint="Copy the address of the picture where it was published, or of its page here."
        >
          <input
            required
            maxLength={200}
            autoComplete="off"
            value={place}
            onChange={({ target }) => setPlace(target.value)}
          />
        </Field>
        <button type="submit" disabled={linking.isPending}>
          Link it
        </button>
      </form>
    </details>
  )
}

function OnePhoto({ row, photo }: { row: ReportDetail; photo: ReportedPhoto }) {
  const pull = row.pulls.find((each) => each.photo_id === photo.photo_id && !each.ended_at)
  const maySee = useMay('photo:view') && photo.is_reachable && row.images === 'no'
  return (
    <li>
      <div className="row">
        <strong>A picture of ours</strong>
        {photo.sealed_at ? <Badge state={SEALED} /> : !photo.is_reachable && <Badge state={GONE} />}
        {pull && <Badge state={PULLED} />}
        {maySee && (
          <Link to="/photos/$photoId" params={{ photoId: photo.photo_id }}>
            Open it
          </Link>
        )}
      </div>
      <Holding row={row} photo={photo} isPulled={Boolean(pull)} />
      <WhileOpen isOpen={Boolean(pull)}>
        <Ending row={row} pull={pull?.id ?? ''} />
      </WhileOpen>
    </li>
  )
}

function Holding({ row, photo, isPulled }: { row: ReportDetail; photo: ReportedPhoto; isPulled: boolean }) {
  const photo_id = photo.photo_id
  const isOpen = photo.is_reachable && !row.closed_at
  const pulling = useVerb(
    row.id,
    (reason: string) => verbs(row.id).pull({ photo_id, reason }),
    'It goes out nowhere any more.',
  )
  const sealing = useVerb(row.id, (reason: string) => verbs(row.id).seal({ photo_id, reason }), 'Sealed.')
  return (
    <>
      <WhileOpen isOpen={isOpen && !isPulled}>
        <details>
          <summary>Take it out of service</summary>
          <TextForm
            label="Why"
            hint="It holds at once, everywhere."
            button="Take it out of service"
            verb={pulling}
          />
        </details>
      </WhileOpen>
      <WhileOpen isOpen={isOpen}>
        <details>
          <summary>Seal it</summary>
          <TextForm
            label="Why"
            hint="Nobody sees it any more, you neither. It is kept as evidence. Two leads can end a seal together."
            button="Seal this picture"
            verb={sealing}
          />
        </details>
      </WhileOpen>
    </>
  )
}

function Ending({ row, pull }: { row: ReportDetail; pull: string }) {
  const ending = useVerb(
    row.id,
    (reason: string) => verbs(row.id).endPull({ pull, reason }),
    'If it may go out, it goes out again.',
  )
  return (
    <details>
      <summary>Let it go out again</summary>
      <TextForm label="Why" hint="It is decided anew." button="Let it go out again" verb={ending} />
    </details>
  )
}
