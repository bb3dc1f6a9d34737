import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ChildPicker } from '../events/ChildPicker'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { asLocal, count } from '../parts/wording'
import { writeDown } from './queries'

const AFFECTED = {
  legend: 'Which children it affects',
  hint: 'As far as you know now: more can be added later.',
  counted: (chosen: number) => `${count(chosen, 'child', 'children')} chosen.`,
}

/** A breach that a person came to know of. */
export function NewBreachPage() {
  useTitle('Write a breach down')
  const [what, setWhat] = useState('')
  const [known, setKnown] = useState(() => asLocal(new Date()))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const writing = useWriting()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    writing.mutate({ what, known_at: new Date(known).toISOString(), child_ids: [...chosen] })
  }
  return (
    <>
      <p>
        <Link to="/breaches">Breaches</Link>
      </p>
      <h1>Write a breach down</h1>
      <form className="card stack" onSubmit={submit}>
        {writing.isError && <ProblemNotice thrown={writing.error} />}
        <Field label="What happened" hint="Which picture, where it was, how you came to know of it.">
          <textarea
            required
            rows={5}
            maxLength={4000}
            value={what}
            onChange={({ target }) => setWhat(target.value)}
          />
        </Field>
        <Field
          label="Since when somebody at school has known"
          hint="The 72 hours begin then."
          wrong={fieldProblem(writing.error, 'known_at')}
        >
          <input
            type="datetime-local"
            required
            value={known}
            onChange={({ target }) => setKnown(target.value)}
          />
        </Field>
        <ChildPicker chosen={chosen} onChange={setChosen} asking={AFFECTED} />
        <button type="submit" className="primary" disabled={writing.isPending}>
          Open this record
        </button>
      </form>
    </>
  )
}

function useWriting() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: writeDown,
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['breaches'] })
      void navigate({ to: '/breaches/$breachId', params: { breachId: id } })
    },
  })
}
