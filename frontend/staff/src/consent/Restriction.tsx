import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import { answer, api } from '../api/client'
import type { RestrictionState } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { type Held, held } from './holds'
import { purposesQuery, usePurposeNames } from './queries'

/** A lead's hold on a child (R1 to R3). Only for leads: nobody else learns that there is one. */
export function Restriction({ childId }: { childId: string }) {
  const params = { path: { child_id: childId } }
  const state = useQuery({
    queryKey: ['restriction', childId],
    queryFn: () => answer(api.GET('/api/children/{child_id}/restriction', { params })),
  })
  return (
    <section className="card" aria-labelledby="restriction-heading">
      <h2 id="restriction-heading">Restriction</h2>
      <p className="soft">
        Only safeguarding leads see this. Everybody else sees what a missing answer shows <RuleLink id="R2" />
        .
      </p>
      <Loaded query={state}>{(now) => <Now key={now.acts.length} state={now} />}</Loaded>
    </section>
  )
}

function Now({ state }: { state: RestrictionState }) {
  const { restricted, acts } = state
  const holds = held(acts)
  const change = useChange(state.child_id)
  return (
    <div className="stack">
      <WhatIsHeld isRestricted={restricted} holds={holds} />
      {change.isError && <ProblemNotice thrown={change.error} />}
      {restricted && (
        <ReasonForm
          verb="Lift the restriction"
          isBusy={change.isPending}
          onReason={(reason) => change.mutate({ act: 'lift', reason })}
        />
      )}
      {restricted && holds !== 'all' && (
        <details>
          <summary>Restrict more</summary>
          <PlaceForm isBusy={change.isPending} holds={holds} onPlace={change.mutate} />
        </details>
      )}
      {!restricted && <PlaceForm isBusy={change.isPending} holds={[]} onPlace={change.mutate} />}
      <Acts acts={acts} />
    </div>
  )
}

function WhatIsHeld({ isRestricted, holds }: { isRestricted: boolean; holds: Held }) {
  const purposeName = usePurposeNames()
  if (!isRestricted) return <p>Not restricted.</p>
  return (
    <p>
      <strong>
        {holds === 'all'
          ? 'Restricted: no picture of this child goes out.'
          : `Restricted for ${holds.map(purposeName).join(', ')}. Other uses follow the answers.`}
      </strong>
    </p>
  )
}

interface PlaceFormProps {
  isBusy: boolean
  /** Held already: not offered again. */
  holds: readonly string[]
  onPlace: (change: Change) => void
}

/** A restriction for everything, unless it is said to be for some purposes only (R1). */
function PlaceForm({ isBusy, holds, onPlace }: PlaceFormProps) {
  const purposes = useQuery(purposesQuery).data?.filter(({ id }) => !holds.includes(id)) ?? []
  const [isForSome, setIsForSome] = useState(false)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string, isIn: boolean) => setChosen((before) => withOrWithout(before, id, isIn))
  const place = (reason: string) =>
    onPlace(isForSome ? { act: 'place', reason, purposes: [...chosen] } : { act: 'place', reason })
  return (
    <ReasonForm
      verb="Restrict this child"
      isBusy={isBusy}
      isMissing={isForSome && chosen.size === 0}
      onReason={place}
    >
      <fieldset>
        <legend>For which uses</legend>
        <label className="choice">
          <input type="radio" name="uses" checked={!isForSome} onChange={() => setIsForSome(false)} />
          <span>Every use</span>
        </label>
        <label className="choice">
          <input type="radio" name="uses" checked={isForSome} onChange={() => setIsForSome(true)} />
          <span>Only some uses</span>
        </label>
      </fieldset>
      {isForSome && (
        <fieldset>
          <legend>These uses</legend>
          {purposes.map(({ id, name }) => (
            <label key={id} className="choice">
              <input
                type="checkbox"
                checked={chosen.has(id)}
                onChange={({ target }) => toggle(id, target.checked)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
    </ReasonForm>
  )
}

function withOrWithout(ids: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const others = [...ids].filter((each) => each !== id)
  return new Set(isIn ? [...others, id] : others)
}

interface ReasonFormProps {
  verb: string
  isBusy: boolean
  /** Something has to be chosen first. */
  isMissing?: boolean
  onReason: (reason: string) => void
  children?: ReactNode
}

function ReasonForm({ verb, isBusy, isMissing = false, onReason, children }: ReasonFormProps) {
  const [reason, setReason] = useState('')
  useUnsaved(reason !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReason(reason)
  }
  return (
    <form onSubmit={submit}>
      {children}
      <Field label="Reason" hint="Kept for leads. It takes effect at once.">
        <textarea
          required
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <button type="submit" className="danger" disabled={isBusy || isMissing}>
        {verb}
      </button>
    </form>
  )
}

function Acts({ acts }: { acts: RestrictionState['acts'] }) {
  const purposeName = usePurposeNames()
  if (acts.length === 0) return null
  return (
    <>
      <h3>Before</h3>
      <ul>
        {acts.map((act) => (
          <li key={act.at}>
            {instant(act.at)}: {act.act === 'placed' ? 'restricted' : 'lifted'} by {act.by.name}
            {act.purposes &&
              act.purposes.length > 0 &&
              ` for ${act.purposes.map(purposeName).join(', ')}`}. {act.reason}
          </li>
        ))}
      </ul>
    </>
  )
}

type Change = { act: 'place'; reason: string; purposes?: string[] } | { act: 'lift'; reason: string }

function useChange(childId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  const params = { path: { child_id: childId } }
  return useMutation({
    mutationFn: ({ act, ...body }: Change) =>
      act === 'place'
        ? answer(api.POST('/api/children/{child_id}/restriction', { params, body }))
        : answer(api.DELETE('/api/children/{child_id}/restriction', { params, body })),
    onSuccess: (state) => {
      toast(state.restricted ? 'Restricted from now.' : 'The restriction is lifted.')
      queries.setQueryData(['restriction', childId], state)
      void queries.invalidateQueries({ queryKey: ['standing', 'child', childId] })
      void queries.invalidateQueries({ queryKey: ['clearances'] })
      void queries.invalidateQueries({ queryKey: ['clearance'] })
      void queries.invalidateQueries({ queryKey: ['placements'] })
    },
  })
}
