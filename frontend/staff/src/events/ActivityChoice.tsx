import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { Activity, SchoolEvent } from '../api/types'
import { Field } from '../parts/Field'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { ACTIVITIES, activityWords } from './activities'

/** A list to choose the sport or dance from, or none of them. */
export function ActivitySelect({
  value,
  onChange,
  ...control
}: {
  value: Activity | null
  onChange: (activity: Activity | null) => void
}) {
  return (
    <select
      {...control}
      value={value ?? ''}
      onChange={({ target }) => onChange(ACTIVITIES.find(({ id }) => id === target.value)?.id ?? null)}
    >
      <option value="">None of these</option>
      {ACTIVITIES.map(({ id, words }) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  )
}

/** Says that an event's pictures take an extra check (P7), and lets who may change that. */
export function ActivityLine({ event }: { event: SchoolEvent }) {
  const change = useChangeActivity(event)
  const mayEdit = useMay('event:edit')
  return (
    <>
      {event.activity && (
        <p>
          {activityWords(event.activity)}: somebody makes an extra check of each picture before it goes out{' '}
          <RuleLink id="P7" />.
        </p>
      )}
      {mayEdit && (
        <Field label="Sport or dance">
          <ActivitySelect value={event.activity} onChange={change} />
        </Field>
      )}
    </>
  )
}

/** Says so at once, with a way back. */
function useChangeActivity(event: SchoolEvent): (activity: Activity | null) => void {
  const queries = useQueryClient()
  const toast = useToast()
  const save = useMutation({
    mutationFn: (activity: Activity | null) =>
      answer(
        api.PATCH('/api/events/{event_id}', {
          params: { path: { event_id: event.id } },
          body: { activity },
        }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(['event', event.id], changed)
      for (const kind of ['events', 'clearances', 'placements'])
        void queries.invalidateQueries({ queryKey: [kind] })
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (activity) =>
    save.mutate(activity, {
      onSuccess: () =>
        toast(activity ? 'Each of its pictures waits for the extra check.' : 'No extra check any more.', {
          undo: () => save.mutate(event.activity),
        }),
    })
}
