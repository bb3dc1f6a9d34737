import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import type { AboutEvent } from './about'
import { ChildPicker } from './ChildPicker'
import { ScaleChoice, SpectatorsChoice } from './ScaleChoice'
import { isLarge } from './scales'
import { WhatWhenWhere } from './WhatWhenWhere'

const NOBODY: ReadonlySet<string> = new Set()

function eventToday(): AboutEvent {
  return {
    name: '',
    on_date: new Date().toISOString().slice(0, 10),
    place: '',
    activity: null,
    scale: 'ordinary',
    spectators: 'allowed',
  }
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
        <WhatWhenWhere
          about={event}
          onChange={(change) => setEvent({ ...event, ...change })}
          wrong={(name) => fieldProblem(making.error, name)}
        />
        <ScaleChoice value={event.scale} onChange={(scale) => setEvent({ ...event, scale })} />
        <SpectatorsChoice
          value={event.spectators}
          onChange={(spectators) => setEvent({ ...event, spectators })}
        />
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
    mutationFn: (body: AboutEvent & { child_ids: string[] }) => answer(api.POST('/api/events', { body })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['events'] })
      const to = isLarge(made.scale) ? '/events/$eventId/notices' : '/events/$eventId'
      await navigate({ to, params: { eventId: made.id } })
    },
  })
}
