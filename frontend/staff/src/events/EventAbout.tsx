import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { SchoolEvent } from '../api/types'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { activityWords } from './activities'
import { type AboutEvent, aboutOf, changesOf } from './about'
import { useChangeEvent } from './queries'
import { ScaleChoice, SpectatorsChoice } from './ScaleChoice'
import { SCALES, SPECTATORS } from './scales'
import { WhatWhenWhere } from './WhatWhenWhere'

/** What the event is, and the form to change it. */
export function EventAbout({ event }: { event: SchoolEvent }) {
  const [mayEdit, mayNames] = [useMay('event:edit'), useMay('child:view')]
  return (
    <>
      <h2>About this event</h2>
      {mayEdit ? <AboutForm event={event} /> : <Facts event={event} />}
      {mayNames && (
        <p>
          <Link to="/who-cannot" search={{ event: event.id }}>
            Who must not be shown, by use
          </Link>
        </p>
      )}
    </>
  )
}

function Facts({ event }: { event: SchoolEvent }) {
  return (
    <dl className="facts card">
      <dt>Scale</dt>
      <dd>{SCALES[event.scale].name}</dd>
      <dt>Spectators’ pictures</dt>
      <dd>{SPECTATORS[event.spectators].name}</dd>
      <dt>Sport or dance</dt>
      <dd>{event.activity ? activityWords(event.activity) : 'None'}</dd>
    </dl>
  )
}

function AboutForm({ event }: { event: SchoolEvent }) {
  const [changes, setChanges] = useState<Partial<AboutEvent>>({})
  const save = useChangeEvent(event)
  const about = { ...aboutOf(event), ...changes }
  const wanted = changesOf(aboutOf(event), about)
  const isChanged = Object.keys(wanted).length > 0
  useUnsaved(isChanged)
  const set = (change: Partial<AboutEvent>) => setChanges({ ...changes, ...change })
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    save.mutate(wanted, { onSuccess: () => setChanges({}) })
  }
  return (
    <form className="card" onSubmit={submit}>
      {save.isError && <ProblemNotice thrown={save.error} />}
      <WhatWhenWhere about={about} onChange={set} wrong={(name) => fieldProblem(save.error, name)} />
      <ScaleChoice value={about.scale} onChange={(scale) => set({ scale })} />
      <SpectatorsChoice value={about.spectators} onChange={(spectators) => set({ spectators })} />
      <div className="row">
        <button type="submit" className="primary" disabled={save.isPending || !isChanged}>
          Save
        </button>
        {isChanged && (
          <button type="button" onClick={() => setChanges({})}>
            Leave it as it was
          </button>
        )}
      </div>
    </form>
  )
}
