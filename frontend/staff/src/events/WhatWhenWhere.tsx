import { Field } from '../parts/Field'
import type { AboutEvent } from './about'
import { ActivitySelect } from './ActivityChoice'

type Basics = Pick<AboutEvent, 'name' | 'on_date' | 'place' | 'activity'>

interface WhatWhenWhereProps {
  about: Basics
  onChange: (change: Partial<Basics>) => void
  /** What the service said is wrong with a field. */
  wrong: (name: keyof Basics) => string | undefined
}

/** An event's name, day and place, and whether its pictures take an extra check. */
export function WhatWhenWhere({ about, onChange, wrong }: WhatWhenWhereProps) {
  return (
    <>
      <Field label="Name" hint="Such as ‘Sports day’." wrong={wrong('name')}>
        <input required value={about.name} onChange={({ target }) => onChange({ name: target.value })} />
      </Field>
      <Field label="Date" wrong={wrong('on_date')}>
        <input
          type="date"
          required
          value={about.on_date}
          onChange={({ target }) => onChange({ on_date: target.value })}
        />
      </Field>
      <Field label="Place" hint="Such as ‘School field’." wrong={wrong('place')}>
        <input required value={about.place} onChange={({ target }) => onChange({ place: target.value })} />
      </Field>
      <Field
        label="Sport or dance"
        hint="Pictures of these take an extra check by a person before they go out."
        wrong={wrong('activity')}
      >
        <ActivitySelect value={about.activity} onChange={(activity) => onChange({ activity })} />
      </Field>
    </>
  )
}
