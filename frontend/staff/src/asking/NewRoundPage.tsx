import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import type { RoundPreview, ScopeKind } from '../api/types'
import { purposesQuery, useEvents, usePurposeNames } from '../consent/queries'
import { ChildPicker } from '../events/ChildPicker'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { classesQuery } from '../roster/queries'
import { asBody, blankDraft, type Draft, missingIn, type Step, STEPS } from './draft'
import { SCOPES } from './words'

interface PartProps {
  draft: Draft
  change: (change: Partial<Draft>) => void
}

/** A new round, a step at a time; nothing is sent before the last. */
export function NewRoundPage() {
  useTitle('New round')
  const [draft, setDraft] = useState(() => blankDraft(crypto.randomUUID()))
  const [step, setStep] = useState<Step>(0)
  const [missing, setMissing] = useState<string>()
  const heading = useRef<HTMLHeadingElement>(null)
  const firstStep = useRef(step)
  useEffect(() => {
    if (firstStep.current !== step) heading.current?.focus()
    firstStep.current = step
  }, [step])
  const starting = useStart()
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    const still = missingIn(draft, step)
    setMissing(still)
    if (still !== undefined) return
    if (step === 3) starting.mutate(draft)
    else setStep((step + 1) as Step)
  }
  const parts = [
    <Who key="who" draft={draft} change={change} />,
    <What key="what" draft={draft} change={change} />,
    <Words key="words" draft={draft} change={change} />,
    <Check key="check" draft={draft} />,
  ]
  return (
    <>
      <p>
        <Link to="/rounds">Ask families</Link>
      </p>
      <h1>New round</h1>
      <form className="card" onSubmit={submit} noValidate>
        <h2 tabIndex={-1} ref={heading}>
          {STEPS[step]}
          <span className="soft">
            {' '}
            step {step + 1} of {STEPS.length}
          </span>
        </h2>
        {missing && (
          <p className="wrong" role="alert">
            {missing}
          </p>
        )}
        {starting.isError && <ProblemNotice thrown={starting.error} />}
        {parts[step]}
        <div className="row">
          {step > 0 && (
            <button type="button" onClick={() => setStep((step - 1) as Step)}>
              Back
            </button>
          )}
          <button type="submit" className="primary" disabled={starting.isPending}>
            {step < 3 ? 'Continue' : starting.isPending ? 'Starting…' : 'Ask them now'}
          </button>
        </div>
      </form>
    </>
  )
}

function useStart() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (draft: Draft) => answer(api.POST('/api/rounds', { body: asBody(draft) })),
    onSuccess: async (started) => {
      await queries.invalidateQueries({ queryKey: ['rounds'] })
      await navigate({ to: '/rounds/$roundId', params: { roundId: started.id }, search: { show: 'owing' } })
    },
  })
}

const KINDS: ScopeKind[] = ['school', 'classes', 'event', 'children', 'adults']

function Who({ draft, change }: PartProps) {
  return (
    <>
      <fieldset>
        <legend>Whom do you ask?</legend>
        {KINDS.map((kind) => (
          <label key={kind} className="choice">
            <input type="radio" name="kind" checked={draft.kind === kind} onChange={() => change({ kind })} />
            <span>
              {SCOPES[kind]}
              {kind === 'event' && <span className="soft"> – their answers count for that event only</span>}
              {kind === 'adults' && (
                <span className="soft"> – staff, volunteers and visitors, for themselves</span>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      {draft.kind === 'classes' && <Classes draft={draft} change={change} />}
      {draft.kind === 'event' && <WhichEvent draft={draft} change={change} />}
      {draft.kind === 'children' && (
        <ChildPicker chosen={draft.childIds} onChange={(childIds) => change({ childIds })} />
      )}
    </>
  )
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen)
  if (!next.delete(id)) next.add(id)
  return next
}

function Classes({ draft, change }: PartProps) {
  const classes = useQuery(classesQuery)
  return (
    <fieldset>
      <legend>Which classes?</legend>
      <p className="soft">For a whole year, tick all of its classes.</p>
      <Loaded query={classes}>
        {(all) =>
          all.length === 0 ? (
            <p>There are no classes yet.</p>
          ) : (
            all.map((one) => (
              <label key={one.id} className="choice">
                <input
                  type="checkbox"
                  checked={draft.classIds.has(one.id)}
                  onChange={() => change({ classIds: toggled(draft.classIds, one.id) })}
                />
                <span>
                  {one.name} <span className="soft">{count(one.children, 'child', 'children')}</span>
                </span>
              </label>
            ))
          )
        }
      </Loaded>
    </fieldset>
  )
}

function WhichEvent({ draft, change }: PartProps) {
  const events = useEvents()
  return (
    <Field label="Which event?" hint="Everybody on its list of who takes part is asked.">
      <select value={draft.eventId} onChange={({ target }) => change({ eventId: target.value })}>
        <option value="">Choose an event</option>
        {events.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}, {day(one.on_date)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function What({ draft, change }: PartProps) {
  const purposes = useQuery(purposesQuery).data ?? []
  const [isSome, setIsSome] = useState(draft.purposes.size > 0)
  const choose = (some: boolean) => {
    setIsSome(some)
    if (!some) change({ purposes: new Set() })
  }
  return (
    <>
      <fieldset>
        <legend>What do you wait for?</legend>
        <label className="choice">
          <input type="radio" name="what" checked={!isSome} onChange={() => choose(false)} />
          <span>Every use on the form</span>
        </label>
        <label className="choice">
          <input type="radio" name="what" checked={isSome} onChange={() => choose(true)} />
          <span>Some uses only</span>
        </label>
      </fieldset>
      {isSome && (
        <fieldset>
          <legend>Which uses?</legend>
          <p className="soft">Their page shows every use. Who has answered these counts as done.</p>
          {purposes.map((one) => (
            <label key={one.id} className="choice">
              <input
                type="checkbox"
                checked={draft.purposes.has(one.id)}
                onChange={() => change({ purposes: toggled(draft.purposes, one.id) })}
              />
              <span>{one.name}</span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}

function Words({ draft, change }: PartProps) {
  return (
    <>
      <Field
        label="Name of this round"
        hint="For you and your colleagues, such as ‘September 2026’. Families don’t see it."
      >
        <input
          required
          maxLength={100}
          value={draft.name}
          onChange={({ target }) => change({ name: target.value })}
        />
      </Field>
      <Field
        label="Your own words"
        hint="May stay empty. They stand in the mail and in the letter as you write them, untranslated."
      >
        <textarea
          rows={4}
          maxLength={1000}
          value={draft.note}
          onChange={({ target }) => change({ note: target.value })}
        />
      </Field>
      <Field label="Please answer by" hint="May stay empty. Nobody is reminded after that day.">
        <input type="date" value={draft.dueOn} onChange={({ target }) => change({ dueOn: target.value })} />
      </Field>
      <Field
        label="Remind them after so many days"
        hint="Days after the first mail, such as 7, 14. Only who has not answered is reminded, in school hours. Empty: never."
      >
        <input value={draft.reminders} onChange={({ target }) => change({ reminders: target.value })} />
      </Field>
    </>
  )
}

function Check({ draft }: { draft: Draft }) {
  const purposeName = usePurposeNames()
  const preview = useQuery({
    queryKey: ['rounds', 'preview', draft.id, asBody(draft)],
    queryFn: () => answer(api.POST('/api/rounds/preview', { body: asBody(draft) })),
    staleTime: 0,
  })
  return (
    <Loaded query={preview}>
      {(found) => (
        <>
          <p>
            <strong>{count(found.people, 'person is', 'people are')} asked</strong>
            {found.children > 0 && ` about ${count(found.children, 'child', 'children')}`}:{' '}
            {found.by_email.toLocaleString('en-GB')} by mail
            {found.by_letter > 0 &&
              `, ${found.by_letter.toLocaleString('en-GB')} by a letter to print, because we have no address`}
            .
          </p>
          <p>
            {draft.purposes.size === 0
              ? 'About every use on the form.'
              : `About: ${[...draft.purposes].map(purposeName).join(', ')}.`}
            {draft.dueOn && ` Answers by ${day(draft.dueOn)}.`}
          </p>
          <Nobody preview={found} />
          <p className="soft">
            Mails begin to go out at once, one after the other. They can’t be called back.
          </p>
        </>
      )}
    </Loaded>
  )
}

function Nobody({ preview: { nobody_to_ask: nobody } }: { preview: RoundPreview }) {
  if (nobody.length === 0) return null
  return (
    <details className="notice" data-tone="warn">
      <summary>{count(nobody.length, 'child has', 'children have')} nobody who can agree</summary>
      <p>
        Nobody on record has parental responsibility, or the authority, to say yes for them. Add or correct
        them.
      </p>
      <ul>
        {nobody.map((child) => (
          <li key={child.id}>{child.name}</li>
        ))}
      </ul>
    </details>
  )
}
