import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { SchoolEvent } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { ChildPicker } from './ChildPicker'
import { eventQuery } from './queries'

export function ParticipantsPage() {
  const { eventId } = useParams({ from: '/events/$eventId/participants' })
  const event = useQuery(eventQuery(eventId))
  useTitle('Who takes part')
  return (
    <>
      <h1>Who takes part</h1>
      <Loaded query={event}>{(found) => <ParticipantsForm event={found} />}</Loaded>
    </>
  )
}

function ParticipantsForm({ event }: { event: SchoolEvent }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(event.participants.map(({ id }) => id)),
  )
  const saving = useSaveParticipants(event.id)
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    saving.mutate([...chosen])
  }
  return (
    <form className="card" onSubmit={submit}>
      <h2>{event.name}</h2>
      <ChildPicker chosen={chosen} onChange={setChosen} />
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <div className="row">
        <button type="submit" className="primary" disabled={saving.isPending}>
          Save who takes part
        </button>
        <Link to="/events/$eventId" params={{ eventId: event.id }}>
          Back without saving
        </Link>
      </div>
    </form>
  )
}

function useSaveParticipants(eventId: string) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  return useMutation({
    mutationFn: (child_ids: string[]) =>
      answer(
        api.PUT('/api/events/{event_id}/participants', {
          params: { path: { event_id: eventId } },
          body: { child_ids },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['event', eventId] })
      await queries.invalidateQueries({ queryKey: ['events'] })
      toast('Saved who takes part.')
      await navigate({ to: '/events/$eventId', params: { eventId } })
    },
  })
}
