import type { Activity, SchoolEvent } from '../api/types'
import { RuleLink } from '../parts/Reasons'
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

/** Says that an event's pictures take an extra check (P7); nothing where they don't. */
export function ActivityLine({ event }: { event: SchoolEvent }) {
  if (!event.activity) return null
  return (
    <p>
      {activityWords(event.activity)}: somebody makes an extra check of each picture before it goes out{' '}
      <RuleLink id="P7" />.
    </p>
  )
}
