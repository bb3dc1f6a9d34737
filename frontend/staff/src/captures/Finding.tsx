import { type FormEvent, useState } from 'react'
import type { CaptureDetail } from '../api/types'
import { ChildPicker } from '../events/ChildPicker'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { count } from '../parts/wording'
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
  const [takenBy, setTakenBy] = useState(row.taken_by)
  const [use, setUse] = useState(row.use)
  const [photographer, setPhotographer] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const finding = useVerb(row.id, verbs(row.id).find, 'Noted.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = {
      text,
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
          <Field label="How you know" hint="It stays in the record under your name.">
            <textarea
              required
              rows={3}
              maxLength={4000}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          </Field>
          <button type="submit" disabled={finding.isPending}>
            Add it
          </button>
        </form>
      </details>
    </section>
  )
}

function Options({ words }: { words: Record<string, string> }) {
  return Object.entries(words).map(([value, said]) => (
    <option key={value} value={value}>
      {said}
    </option>
  ))
}
