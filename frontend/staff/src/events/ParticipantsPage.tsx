import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { SchoolEvent } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { ChildPicker } from './ChildPicker'
import { EventFrame } from './EventFrame'
import { Groups } from './Groups'
import { NeverShown } from './NeverShown'
import { useSaveParticipants } from './queries'

/** Who takes part in an event, in which groups, and who of them would never be shown. */
export function ParticipantsPage() {
  const { eventId } = useParams({ from: '/events/$eventId/participants' })
  const mayEdit = useMay('event:edit')
  return (
    <EventFrame eventId={eventId} title="Who takes part">
      {(event) => (
        <>
          <h2>Who takes part</h2>
          {mayEdit ? <ParticipantsForm event={event} /> : <Listed event={event} />}
          {mayEdit && event.participants.length > 0 && <Groups event={event} />}
          <NeverShown eventId={event.id} />
        </>
      )}
    </EventFrame>
  )
}

function Listed({ event }: { event: SchoolEvent }) {
  if (event.participants.length === 0) return <p className="card">Nobody is on the list yet.</p>
  return (
    <ul className="card">
      {event.participants.map((child) => (
        <li key={child.id}>
          {child.name}
          {child.group_name && <span className="soft">, {child.group_name}</span>}
        </li>
      ))}
    </ul>
  )
}

function ParticipantsForm({ event }: { event: SchoolEvent }) {
  const taking = event.participants.map(({ id }) => id)
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null)
  const saving = useSaveParticipants(event)
  useUnsaved(chosen !== null)
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    if (chosen) saving.mutate(chosen, { onSuccess: () => setChosen(null) })
  }
  return (
    <form className="card" onSubmit={submit}>
      <ChildPicker chosen={chosen ?? new Set(taking)} onChange={setChosen} />
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <div className="row">
        <button type="submit" className="primary" disabled={saving.isPending || chosen === null}>
          Save who takes part
        </button>
        {chosen && (
          <button type="button" onClick={() => setChosen(null)}>
            Leave it as it was
          </button>
        )}
      </div>
    </form>
  )
}
