import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CaptureDetail } from '../api/types'
import { ChildPicker } from '../events/ChildPicker'
import { eventsQuery } from '../events/queries'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { asLocal, count, day } from '../parts/wording'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'
import { TAKEN_BY, type TakenBy, type Use, USES } from './words'

const IN_IT = {
  legend: 'Children who are in it',
  hint: 'They are added to those who are known.',
  counted: (chosen: number) => `${count(chosen, 'child', 'children')} chosen.`,
}

/** What came to light since: the log itself stays as it was. */
export function Finding({ row }: { row: CaptureDetail }) {
  const [text, setText] = useState('')
  const [when, setWhen] = useState(() => asLocal(new Date(row.happened_at)))
  const [event, setEvent] = useState(row.event?.id ?? '')
  const [takenBy, setTakenBy] = useState(row.taken_by)
  const [use, setUse] = useState(row.use)
  const [photographer, setPhotographer] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const finding = useVerb(row.id, verbs(row.id).find, 'Noted.')
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    const found = {
      text,
      happened_at: when === asLocal(new Date(row.happened_at)) ? null : new Date(when).toISOString(),
      event_id: event || null,
      taken_by: takenBy,
      use,
      photographer_id: photographer || null,
      child_ids: [...chosen],
    }
    finding.mutate(found, {
      onSuccess: () => {
        setText('')
        setPhotographer('')
        setChosen(new Set())
      },
    })
  }
  return (
    <section className="card" aria-labelledby="finding">
      <h2 id="finding">What came to light</h2>
      <details>
        <summary>Add what you know now</summary>
        <form className="stack" onSubmit={submit}>
          {finding.isError && <ProblemNotice thrown={finding.error} />}
          <Field label="When" hint="Where the clock of the phone was wrong.">
            <input
              type="datetime-local"
              required
              value={when}
              onChange={({ target }) => setWhen(target.value)}
            />
          </Field>
          <EventChoice row={row} event={event} onChange={setEvent} />
          <Field label="Who took it">
            <select value={takenBy} onChange={({ target }) => setTakenBy(target.value as TakenBy)}>
              <Options words={TAKEN_BY} />
            </select>
          </Field>
          <Field label="What for">
            <select value={use} onChange={({ target }) => setUse(target.value as Use)}>
              <Options words={USES} />
            </select>
          </Field>
          {row.photographers.length > 0 && (
            <Field label="A photographer on the event’s register" hint="What they signed is then shown here.">
              <select value={photographer} onChange={({ target }) => setPhotographer(target.value)}>
                <option value="">
                  {row.photographer ? `Still ${row.photographer.name}` : 'None of them'}
                </option>
                {row.photographers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </Field>
          )}
          <ChildPicker chosen={chosen} onChange={setChosen} asking={IN_IT} />
          <WordsField
            label="How you know"
            hint="It stays in the record under your name."
            value={text}
            onChange={setText}
          />
          <button type="submit" disabled={finding.isPending}>
            Add it
          </button>
        </form>
      </details>
    </section>
  )
}

/** At which event: its rule for spectators and its register of photographers are then the ones that count. */
function EventChoice({
  row,
  event,
  onChange,
}: {
  row: CaptureDetail
  event: string
  onChange: (event: string) => void
}) {
  const events = useQuery(eventsQuery)
  return (
    <Field label="At which event">
      <select value={event} onChange={({ target }) => onChange(target.value)}>
        {!row.event && <option value="">None</option>}
        {events.data?.map(({ id, name, on_date }) => (
          <option key={id} value={id}>
            {name}, {day(on_date)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Options({ words }: { words: Record<string, string> }) {
  return Object.entries(words).map(([value, said]) => (
    <option key={value} value={value}>
      {said}
    </option>
  ))
}
