import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Activity } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { ActivitySelect } from './ActivityChoice'
import { ChildPicker } from './ChildPicker'

const NOBODY: ReadonlySet<string> = new Set()

interface EventToday {
  name: string
  on_date: string
  place: string
  activity: Activity | null
}

function eventToday(): EventToday {
  return { name: '', on_date: new Date().toISOString().slice(0, 10), place: '', activity: null }
}

export function NewEventPage() {
  useTitle('New event')
  const mayNames = useMay('child:view')
  const [event, setEvent] = useState(eventToday)
  const [chosen, setChosen] = useState(NOBODY)
  const making = useMakeEvent()
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    making.mutate({ ...event, child_ids: [...chosen] })
  }
  return (
    <>
      <h1>New event</h1>
      <form className="card" onSubmit={submit}>
        {making.isError && <ProblemNotice thrown={making.error} />}
        <Field label="Name" hint="Such as ‘Sports day’." wrong={fieldProblem(making.error, 'name')}>
          <input
            required
            value={event.name}
            onChange={({ target }) => setEvent({ ...event, name: target.value })}
          />
        </Field>
        <Field label="Date" wrong={fieldProblem(making.error, 'on_date')}>
          <input
            type="date"
            required
            value={event.on_date}
            onChange={({ target }) => setEvent({ ...event, on_date: target.value })}
          />
        </Field>
        <Field label="Place" hint="Such as ‘School field’." wrong={fieldProblem(making.error, 'place')}>
          <input
            required
            value={event.place}
            onChange={({ target }) => setEvent({ ...event, place: target.value })}
          />
        </Field>
        <Field
          label="Sport or dance"
          hint="Pictures of these take an extra check by a person before they go out."
          wrong={fieldProblem(making.error, 'activity')}
        >
          <ActivitySelect value={event.activity} onChange={(activity) => setEvent({ ...event, activity })} />
        </Field>
        {mayNames && <ChildPicker chosen={chosen} onChange={setChosen} />}
        <button type="submit" className="primary" disabled={making.isPending}>
          Make this event
        </button>
      </form>
    </>
  )
}

function useMakeEvent() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: EventToday & { child_ids: string[] }) => answer(api.POST('/api/events', { body })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['events'] })
      await navigate({ to: '/events/$eventId', params: { eventId: made.id } })
    },
  })
}
