import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { CapacityState } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'

interface Assessed {
  has_capacity: boolean
  reason: string
}

/** Whether a child can decide for themself: by age, or as somebody assessed it (C7). */
export function ChildCapacity({ childId }: { childId: string }) {
  const params = { path: { child_id: childId } }
  return (
    <CapacityPanel
      about={['child', childId]}
      load={() => answer(api.GET('/api/children/{child_id}/capacity', { params }))}
      save={(body) => answer(api.POST('/api/children/{child_id}/capacity', { params, body }))}
    />
  )
}

/** The same for an adult (C14). */
export function AdultCapacity({ adultId }: { adultId: string }) {
  const params = { path: { adult_id: adultId } }
  return (
    <CapacityPanel
      about={['adult', adultId]}
      load={() => answer(api.GET('/api/adults/{adult_id}/capacity', { params }))}
      save={(body) => answer(api.POST('/api/adults/{adult_id}/capacity', { params, body }))}
    />
  )
}

interface Props {
  about: readonly [kind: 'child' | 'adult', id: string]
  load: () => Promise<CapacityState>
  save: (assessed: Assessed) => Promise<CapacityState>
}

function CapacityPanel({ about, load, save }: Props) {
  const capacity = useQuery({ queryKey: ['capacity', ...about], queryFn: load })
  const heading = `capacity-heading-${about[1]}`
  return (
    <section className="card" aria-labelledby={heading}>
      <h2 id={heading}>Can they decide for themself?</h2>
      <Loaded query={capacity}>
        {(now) => (
          <>
            <p>
              <strong>{now.has_capacity ? 'Yes' : 'No'}</strong>, <Because now={now} />
            </p>
            <Policy now={now} />
            <History assessments={now.assessments} />
            <details>
              <summary>Write down an assessment</summary>
              <AssessmentForm about={about} save={save} />
            </details>
          </>
        )}
      </Loaded>
    </section>
  )
}

function Because({ now }: { now: CapacityState }) {
  if (now.assessments.length > 0) return <>as assessed last.</>
  if (now.asked_from_age === null) return <>as for any adult.</>
  return <>by age: the school asks young people from {now.asked_from_age}.</>
}

function Policy({ now }: { now: CapacityState }) {
  if (now.young_people === null) {
    return (
      <p className="soft">
        No picture is used of an adult who can’t decide <RuleLink id="C14" />.
      </p>
    )
  }
  return (
    <p className="soft">
      {now.young_people === 'veto'
        ? 'Their own no always wins; their yes isn’t needed'
        : 'Their own no always wins; where they can decide, their own yes is needed too'}{' '}
      <RuleLink id="C7" />.
    </p>
  )
}

function History({ assessments }: { assessments: CapacityState['assessments'] }) {
  return (
    <ul className="plain stack">
      {assessments.map((one) => (
        <li key={one.at}>
          {one.has_capacity ? 'Can decide' : 'Can’t decide'}: {one.reason}
          <div className="soft">
            {one.by.name}, {instant(one.at)}
          </div>
        </li>
      ))}
    </ul>
  )
}

function AssessmentForm({ about, save }: Pick<Props, 'about' | 'save'>) {
  const [can, setCan] = useState<boolean | null>(null)
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const toast = useToast()
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (now) => {
      toast('The assessment is kept, and holds from now.')
      setCan(null)
      setReason('')
      queries.setQueryData(['capacity', ...about], now)
      void queries.invalidateQueries({ queryKey: ['standing', ...about] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (can !== null) saving.mutate({ has_capacity: can, reason })
  }
  return (
    <form onSubmit={submit}>
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <fieldset>
        <legend>Can they decide about pictures of themself?</legend>
        {([true, false] as const).map((choice) => (
          <label key={String(choice)} className="choice">
            <input
              type="radio"
              name={`can-${about[1]}`}
              required
              checked={can === choice}
              onChange={() => setCan(choice)}
            />
            <span>{choice ? 'Yes' : 'No'}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Why" hint="What you asked, and how they answered.">
        <textarea
          required
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" disabled={saving.isPending}>
        Keep this assessment
      </button>
    </form>
  )
}
