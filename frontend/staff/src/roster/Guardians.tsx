import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Child, Guardian } from '../api/types'
import { FamilyLinkMaker } from '../consent/FamilyLinks'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'

/** Parents and carers of a child, and their way in. */
export function Guardians({ child }: { child: Child }) {
  const mayEdit = useMay('child:edit')
  return (
    <section className="card" aria-labelledby="guardians-heading">
      <h2 id="guardians-heading">Parents and carers</h2>
      {child.guardians.length === 0 && <p>Nobody yet. Without a parent or carer nobody can agree.</p>}
      <ul className="plain stack">
        {child.guardians.map((guardian) => (
          <OneGuardian key={guardian.id} childId={child.id} guardian={guardian} />
        ))}
      </ul>
      {mayEdit && (
        <details>
          <summary>Add a parent or carer</summary>
          <NewGuardian childId={child.id} />
        </details>
      )}
    </section>
  )
}

function OneGuardian({ childId, guardian }: { childId: string; guardian: Guardian }) {
  const mayInvite = useMay('family:invite')
  return (
    <li>
      <strong>{guardian.name}</strong> <span className="soft">{guardian.relationship}</span>
      <div className="soft">
        {guardian.parental_responsibility
          ? 'Has parental responsibility'
          : 'No parental responsibility: can refuse, can’t agree'}
        {guardian.contact_barred && ' · not to be contacted'}
      </div>
      <div>{[guardian.email, guardian.phone].filter(Boolean).join(' · ')}</div>
      {mayInvite && !guardian.contact_barred && <FamilyLinkMaker childId={childId} guardian={guardian} />}
    </li>
  )
}

const EMPTY = { name: '', relationship: '', email: '', phone: '', parental_responsibility: false }

function NewGuardian({ childId }: { childId: string }) {
  const [guardian, setGuardian] = useState(EMPTY)
  const adding = useAddGuardian(childId, () => setGuardian(EMPTY))
  const set = (name: 'name' | 'relationship' | 'email' | 'phone') => ({
    value: guardian[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setGuardian({ ...guardian, [name]: target.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(guardian)
  }
  return (
    <form onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <Field label="Name" wrong={fieldProblem(adding.error, 'name')}>
        <input required autoComplete="off" {...set('name')} />
      </Field>
      <Field label="Relationship" hint="Such as ‘mother’, ‘grandfather’, ‘social worker’.">
        <input required autoComplete="off" {...set('relationship')} />
      </Field>
      <Field label="E-mail (if known)" wrong={fieldProblem(adding.error, 'email')}>
        <input type="email" autoComplete="off" {...set('email')} />
      </Field>
      <Field label="Phone (if known)" wrong={fieldProblem(adding.error, 'phone')}>
        <input type="tel" autoComplete="off" {...set('phone')} />
      </Field>
      <label className="choice">
        <input
          type="checkbox"
          checked={guardian.parental_responsibility}
          onChange={({ target }) => setGuardian({ ...guardian, parental_responsibility: target.checked })}
        />
        <span>Has parental responsibility</span>
      </label>
      <button type="submit" disabled={adding.isPending}>
        Add this person
      </button>
    </form>
  )
}

function useAddGuardian(childId: string, onAdded: () => void) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: ({ email, phone, ...guardian }: typeof EMPTY) =>
      answer(
        api.POST('/api/children/{child_id}/guardians', {
          params: { path: { child_id: childId } },
          body: { ...guardian, email: email || null, phone: phone || null },
        }),
      ),
    onSuccess: () => {
      toast('Added.')
      onAdded()
      void queries.invalidateQueries({ queryKey: ['child', childId] })
    },
  })
}
