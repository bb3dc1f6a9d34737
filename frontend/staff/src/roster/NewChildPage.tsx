import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { classesQuery } from './queries'

const EMPTY = { ref: '', first_name: '', last_name: '', born_on: '', class_id: '' }

export function NewChildPage() {
  useTitle('New child')
  const classes = useQuery(classesQuery).data ?? []
  const [child, setChild] = useState(EMPTY)
  const adding = useAddChild()
  const set = (name: keyof typeof EMPTY) => ({
    value: child[name],
    onChange: ({ target }: { target: { value: string } }) => setChild({ ...child, [name]: target.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ ...child, class_id: child.class_id === '' ? null : child.class_id })
  }
  return (
    <>
      <h1>New child</h1>
      <form className="card" onSubmit={submit}>
        {adding.isError && <ProblemNotice thrown={adding.error} />}
        <Field label="First name" wrong={fieldProblem(adding.error, 'first_name')}>
          <input required autoComplete="off" {...set('first_name')} />
        </Field>
        <Field label="Last name" wrong={fieldProblem(adding.error, 'last_name')}>
          <input required autoComplete="off" {...set('last_name')} />
        </Field>
        <Field label="Date of birth" wrong={fieldProblem(adding.error, 'born_on')}>
          <input type="date" required {...set('born_on')} />
        </Field>
        <Field label="Class">
          <select {...set('class_id')}>
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
          wrong={fieldProblem(adding.error, 'ref')}
        >
          <input required autoComplete="off" {...set('ref')} />
        </Field>
        <button type="submit" className="primary" disabled={adding.isPending}>
          Add this child
        </button>
      </form>
    </>
  )
}

function useAddChild() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: Omit<typeof EMPTY, 'class_id'> & { class_id: string | null }) =>
      answer(api.POST('/api/children', { body })),
    onSuccess: async (added) => {
      await queries.invalidateQueries({ queryKey: ['children'] })
      await navigate({ to: '/children/$childId', params: { childId: added.id } })
    },
  })
}
