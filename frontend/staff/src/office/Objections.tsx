import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { Child, Objection } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { count, day, instant } from '../parts/wording'
import { today } from '../roster/changes'
import { publicTaskQuery, usePurposeNames } from '../consent/queries'

const STATES: Record<Objection['state'], string> = {
  open: 'Open',
  upheld: 'Upheld: not used',
  overruled: 'Overruled: may be used',
  taken_back: 'Taken back',
}

type Decision = 'upheld' | 'overruled' | 'taken_back'

/** The leads' desk for objections to a use that rests on public task (C13). */
export function ObjectionsPage() {
  useTitle('Objections')
  const objections = useQuery({
    queryKey: ['objections'],
    queryFn: () => answer(api.GET('/api/objections')),
  })
  return (
    <>
      <h1>Objections</h1>
      <p className="lead">
        A use that rests on public task needs no yes, and a family can object. An objection denies from the
        moment it is raised; the family is owed an answer within a month <RuleLink id="C13" />.
      </p>
      <Loaded query={objections}>{(all) => <Desk objections={all} />}</Loaded>
    </>
  )
}

function Desk({ objections }: { objections: readonly Objection[] }) {
  const open = objections.filter(({ state }) => state === 'open')
  const settled = objections.filter(({ state }) => state !== 'open')
  return (
    <>
      <p role="status">
        {open.length === 0 ? 'No objection is open.' : `${count(open.length, 'objection')} to answer.`}
      </p>
      {open.map((one) => (
        <OneObjection key={one.id} objection={one} />
      ))}
      {settled.length > 0 && (
        <details>
          <summary>{count(settled.length, 'objection')} answered</summary>
          {settled.map((one) => (
            <OneObjection key={one.id} objection={one} />
          ))}
        </details>
      )}
    </>
  )
}

function OneObjection({ objection }: { objection: Objection }) {
  const purposeName = usePurposeNames()
  const isLate = objection.state === 'open' && objection.due_on < today()
  return (
    <article className="card">
      <h2>
        <Link to="/children/$childId" params={{ childId: objection.child.id }}>
          {objection.child.name}
        </Link>
        , {purposeName(objection.purpose)}
      </h2>
      <p>
        {objection.by?.name ?? objection.child.name} objected on {day(objection.raised_at)}
        {objection.reason && `: ‘${objection.reason}’`}
      </p>
      {objection.state === 'open' && (
        <p>
          {isLate && <strong>Late. </strong>}Answer by {day(objection.due_on)}.
        </p>
      )}
      {objection.state !== 'open' && (
        <p>
          <strong>{STATES[objection.state]}</strong>
          {objection.decision_reason && `: ${objection.decision_reason}`}{' '}
          <span className="soft">
            {objection.decided_by?.name} {objection.decided_at && instant(objection.decided_at)}
          </span>
        </p>
      )}
      {objection.state === 'open' && (
        <DecisionForm objectionId={objection.id} choices={['upheld', 'overruled', 'taken_back']} />
      )}
      {objection.state === 'upheld' && (
        <details>
          <summary>Decide anew</summary>
          <DecisionForm objectionId={objection.id} choices={['overruled', 'taken_back']} />
        </details>
      )}
    </article>
  )
}

const CHOICES: Record<Decision, string> = {
  upheld: 'Uphold: pictures are not used for this',
  overruled: 'Overrule: pictures may be used for this again',
  taken_back: 'The family has taken it back',
}

function DecisionForm({ objectionId, choices }: { objectionId: string; choices: readonly Decision[] }) {
  const [decision, setDecision] = useState<Decision | ''>('')
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const toast = useToast()
  const deciding = useMutation({
    mutationFn: (chosen: Decision) =>
      answer(
        api.POST('/api/objections/{objection_id}/decision', {
          params: { path: { objection_id: objectionId } },
          body: { decision: chosen, reason },
        }),
      ),
    onSuccess: () => {
      toast('The decision is kept. Tell the family, with the reason.')
      void queries.invalidateQueries({ queryKey: ['objections'] })
      void queries.invalidateQueries({ queryKey: ['standing'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (decision) deciding.mutate(decision)
  }
  return (
    <form onSubmit={submit}>
      {deciding.isError && <ProblemNotice thrown={deciding.error} />}
      <fieldset>
        <legend>Decision</legend>
        {choices.map((choice) => (
          <label key={choice} className="choice">
            <input
              type="radio"
              name={`decision-${objectionId}`}
              required
              checked={decision === choice}
              onChange={() => setDecision(choice)}
            />
            <span>{CHOICES[choice]}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Reason" hint="The family can ask to read it.">
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" className="primary" disabled={deciding.isPending}>
        Keep this decision
      </button>
    </form>
  )
}

/** Writes down a family's objection, as it came by phone or letter. */
export function RaiseObjection({ child }: { child: Child }) {
  const uses = useQuery(publicTaskQuery)
  return (
    <details className="card">
      <summary>Record an objection</summary>
      <p className="soft">
        For a use that the school doesn’t ask about, because it rests on public task <RuleLink id="C13" />.
      </p>
      <Loaded query={uses}>
        {(found) =>
          found.length === 0 ? (
            <p>Your school asks for a yes to every use. Record a no instead: it counts at once.</p>
          ) : (
            <ObjectionForm child={child} uses={found} />
          )
        }
      </Loaded>
    </details>
  )
}

interface ObjectionFormProps {
  child: Child
  uses: readonly { purpose: string; name: string }[]
}

function ObjectionForm({ child, uses }: ObjectionFormProps) {
  const [who, setWho] = useState('')
  const [purpose, setPurpose] = useState('')
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const toast = useToast()
  const raising = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/children/{child_id}/objections', {
          params: { path: { child_id: child.id } },
          body: { guardian_id: who === 'child' ? null : who, purpose, reason },
        }),
      ),
    onSuccess: ({ due_on }) => {
      toast(`The objection counts from now. A safeguarding lead answers it by ${day(due_on)}.`)
      setPurpose('')
      setReason('')
      void queries.invalidateQueries({ queryKey: ['standing', 'child', child.id] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    raising.mutate()
  }
  return (
    <form onSubmit={submit}>
      {raising.isError && <ProblemNotice thrown={raising.error} />}
      <Field label="Who objects">
        <select required value={who} onChange={({ target }) => setWho(target.value)}>
          <option value="">Choose a person</option>
          {child.guardians.map((guardian) => (
            <option key={guardian.id} value={guardian.id}>
              {guardian.name} ({guardian.relationship})
            </option>
          ))}
          <option value="child">{child.first_name}</option>
        </select>
      </Field>
      <Field label="To what">
        <select required value={purpose} onChange={({ target }) => setPurpose(target.value)}>
          <option value="">Choose a purpose</option>
          {uses.map((one) => (
            <option key={one.purpose} value={one.purpose}>
              {one.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Why (if they say)">
        <textarea
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" disabled={raising.isPending}>
        Record this objection
      </button>
    </form>
  )
}
