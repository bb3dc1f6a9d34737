import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { classesQuery } from './queries'

/** What the school keeps about a child, as the API takes it. */
export interface ChildDetails {
  first_name: string
  last_name: string
  known_as: string | null
  born_on: string
  class_id: string | null
  ref: string
  looked_after: boolean
}

interface ChildFormProps {
  start: ChildDetails
  /** On the button. */
  verb: string
  saving: { error: unknown; isPending: boolean }
  onSave: (child: ChildDetails) => void
  children?: ReactNode
}

/** A child's names, date of birth, class and reference: the same form for a new child and for a correction. */
export function ChildForm({ start, verb, saving, onSave, children }: ChildFormProps) {
  const classes = useQuery(classesQuery).data ?? []
  const [child, setChild] = useState(start)
  const set = (name: 'first_name' | 'last_name' | 'born_on' | 'ref') => ({
    value: child[name],
    onChange: ({ target }: { target: { value: string } }) => setChild({ ...child, [name]: target.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(child)
  }
  return (
    <form onSubmit={submit}>
      {saving.error !== null && <ProblemNotice thrown={saving.error} />}
      <Field label="First name" wrong={fieldProblem(saving.error, 'first_name')}>
        <input required autoComplete="off" {...set('first_name')} />
      </Field>
      <Field label="Last name" wrong={fieldProblem(saving.error, 'last_name')}>
        <input required autoComplete="off" {...set('last_name')} />
      </Field>
      <Field
        label="Known as"
        hint="What this child is called, if that isn’t the first name. It may not stand beside a picture either."
        wrong={fieldProblem(saving.error, 'known_as')}
      >
        <input
          autoComplete="off"
          value={child.known_as ?? ''}
          onChange={({ target }) => setChild({ ...child, known_as: target.value || null })}
        />
      </Field>
      <Field label="Date of birth" wrong={fieldProblem(saving.error, 'born_on')}>
        <input type="date" required {...set('born_on')} />
      </Field>
      <Field label="Class" wrong={fieldProblem(saving.error, 'class_id')}>
        <select
          value={child.class_id ?? ''}
          onChange={({ target }) => setChild({ ...child, class_id: target.value || null })}
        >
          <option value="">No class</option>
          {classes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </Field>
      <Field
        label="Reference"
        hint="The number or code that your other systems know this child by."
        wrong={fieldProblem(saving.error, 'ref')}
      >
        <input required autoComplete="off" {...set('ref')} />
      </Field>
      <label className="choice">
        <input
          type="checkbox"
          checked={child.looked_after}
          onChange={({ target }) => setChild({ ...child, looked_after: target.checked })}
        />
        <span>
          Looked after: in the care of a local authority.{' '}
          <span className="soft">
            Then the local authority’s social worker decides. Changing this ends each yes from before.
          </span>
        </span>
      </label>
      <div className="row">
        <button type="submit" className="primary" disabled={saving.isPending}>
          {verb}
        </button>
        {children}
      </div>
    </form>
  )
}
