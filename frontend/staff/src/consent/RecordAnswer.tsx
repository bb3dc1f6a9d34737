import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import { answer, api } from '../api/client'
import type { Answer, Guardian } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { day } from '../parts/wording'
import { METHODS, RECORDED_METHODS, SAID } from './answers'
import { purposesQuery, useEvents } from './queries'

/** An answer as staff write it down. `who` is a guardian's id; empty for the person's own. */
interface Noted {
  who: string
  purpose: string
  said: '' | Answer['said']
  method: '' | (typeof RECORDED_METHODS)[number]
  /** The event that the answer is for; empty for every one. */
  event: string
}

const BLANK: Noted = { who: '', purpose: '', said: '', method: '', event: '' }

/** Writes down what a family said in person or by phone. Nothing is chosen beforehand (C1). */
export function RecordChildAnswer({
  childId,
  guardians,
}: {
  childId: string
  guardians: readonly Guardian[]
}) {
  return (
    <AnswerForm
      about={['child', childId]}
      guardians={guardians}
      save={({ who, purpose, said, method, event }) =>
        answer(
          api.POST('/api/children/{child_id}/answers', {
            params: { path: { child_id: childId } },
            body: {
              guardian_id: who === 'child' ? null : who,
              purpose,
              said,
              method,
              event_id: event || null,
            },
          }),
        )
      }
    />
  )
}

export function RecordAdultAnswer({ adultId }: { adultId: string }) {
  return (
    <AnswerForm
      about={['adult', adultId]}
      save={({ purpose, said, method }) =>
        answer(
          api.POST('/api/adults/{adult_id}/answers', {
            params: { path: { adult_id: adultId } },
            body: { purpose, said, method },
          }),
        )
      }
    />
  )
}

type Complete = Noted & { said: Answer['said']; method: (typeof RECORDED_METHODS)[number] }

interface AnswerFormProps {
  about: readonly string[]
  guardians?: readonly Guardian[]
  save: (noted: Complete) => Promise<unknown>
}

function AnswerForm({ about, guardians, save }: AnswerFormProps) {
  const purposes = useQuery(purposesQuery).data ?? []
  const [noted, setNoted] = useState(BLANK)
  useUnsaved(noted.said !== '')
  const saving = useSave(about, save, () => {
    const { who, method, event } = noted
    setNoted({ ...BLANK, who, method, event })
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { said, method } = noted
    if (said !== '' && method !== '') saving.mutate({ ...noted, said, method })
  }
  return (
    <form onSubmit={submit}>
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      {guardians && (
        <Field label="Who answered" wrong={fieldProblem(saving.error, 'guardian_id')}>
          <select
            required
            value={noted.who}
            onChange={({ target }) => setNoted({ ...noted, who: target.value })}
          >
            <option value="">Choose a person</option>
            {guardians.map((guardian) => (
              <option key={guardian.id} value={guardian.id}>
                {guardian.name} ({guardian.relationship})
              </option>
            ))}
            <option value="child">The child</option>
          </select>
        </Field>
      )}
      <Field label="Purpose">
        <select
          required
          value={noted.purpose}
          onChange={({ target }) => setNoted({ ...noted, purpose: target.value })}
        >
          <option value="">Choose a purpose</option>
          {purposes.map((purpose) => (
            <option key={purpose.id} value={purpose.id}>
              {purpose.name}
            </option>
          ))}
        </select>
      </Field>
      {guardians && <EventField value={noted.event} onChange={(event) => setNoted({ ...noted, event })} />}
      <fieldset>
        <legend>What was said</legend>
        {Object.entries(SAID).map(([said, words]) => (
          <label key={said} className="choice">
            <input
              type="radio"
              name="said"
              required
              checked={noted.said === said}
              onChange={() => setNoted({ ...noted, said: said as Answer['said'] })}
            />
            <span>{words}</span>
          </label>
        ))}
      </fieldset>
      <Field label="How">
        <select
          required
          value={noted.method}
          onChange={({ target }) => setNoted({ ...noted, method: target.value as Noted['method'] })}
        >
          <option value="">Choose how</option>
          {RECORDED_METHODS.map((method) => (
            <option key={method} value={method}>
              {METHODS[method]}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit" className="primary" disabled={saving.isPending}>
        Record this answer
      </button>
    </form>
  )
}

/** For which pictures an answer counts: all, or those of one event (C9). */
function EventField({ value, onChange }: { value: string; onChange: (eventId: string) => void }) {
  const events = useEvents()
  if (events.length === 0) return null
  return (
    <Field label="For" hint="An answer for one event counts for its pictures only.">
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">Every event</option>
        {events.map((event) => (
          <option key={event.id} value={event.id}>
            Only {event.name}, {day(event.on_date)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function useSave(about: readonly string[], save: (noted: Complete) => Promise<unknown>, onSaved: () => void) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: save,
    onSuccess: () => {
      toast('The answer is recorded, and counts from now.')
      onSaved()
      void queries.invalidateQueries({ queryKey: ['standing', ...about] })
      void queries.invalidateQueries({ queryKey: ['answers', ...about] })
      void queries.invalidateQueries({ queryKey: ['clearances'] })
      void queries.invalidateQueries({ queryKey: ['clearance'] })
      void queries.invalidateQueries({ queryKey: ['placements'] })
    },
  })
}
