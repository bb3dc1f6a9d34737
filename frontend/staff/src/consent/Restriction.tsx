import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { RestrictionState } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { usePurposeNames } from './queries'

/** A lead's hold on a child (R1 to R3). Only for leads: nobody else learns that there is one. */
export function Restriction({ childId }: { childId: string }) {
  const params = { path: { child_id: childId } }
  const state = useQuery({
    queryKey: ['restriction', childId],
    queryFn: () => answer(api.GET('/api/children/{child_id}/restriction', { params })),
  })
  const change = useChange(childId)
  return (
    <section className="card" aria-labelledby="restriction-heading">
      <h2 id="restriction-heading">Restriction</h2>
      <p className="soft">
        Only safeguarding leads see this. Everybody else sees what a missing answer shows <RuleLink id="R2" />
        .
      </p>
      <Loaded query={state}>
        {(now) => (
          <>
            <p>
              <strong>
                {now.restricted ? 'Restricted: no picture of this child goes out.' : 'Not restricted.'}
              </strong>
            </p>
            <ReasonForm
              key={String(now.restricted)}
              verb={now.restricted ? 'Lift the restriction' : 'Restrict this child'}
              isBusy={change.isPending}
              onReason={(reason) => change.mutate({ restrict: !now.restricted, reason })}
            />
            {change.isError && <ProblemNotice thrown={change.error} />}
            <Acts acts={now.acts} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function ReasonForm({
  verb,
  isBusy,
  onReason,
}: {
  verb: string
  isBusy: boolean
  onReason: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReason(reason)
  }
  return (
    <form onSubmit={submit}>
      <Field label="Reason" hint="Kept for leads. It takes effect at once.">
        <textarea required rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <button type="submit" className="danger" disabled={isBusy}>
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

function useChange(childId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  const params = { path: { child_id: childId } }
  return useMutation({
    mutationFn: ({ restrict, reason }: { restrict: boolean; reason: string }) =>
      restrict
        ? answer(api.POST('/api/children/{child_id}/restriction', { params, body: { reason } }))
        : answer(api.DELETE('/api/children/{child_id}/restriction', { params, body: { reason } })),
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
