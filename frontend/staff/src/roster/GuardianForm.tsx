import { type FormEvent, type ReactNode, useState } from 'react'
import { useMay } from '../accounts/session'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { LANGUAGES } from './languages'

/** What the school keeps about a parent or carer of one child, as the API takes it. */
export interface GuardianDetails {
  name: string
  relationship: string
  email: string | null
  phone: string | null
  language: string | null
  parental_responsibility: boolean
  local_authority: boolean
  contact_barred: boolean
}

interface GuardianFormProps {
  start: GuardianDetails
  /** On the button. */
  verb: string
  saving: { error: unknown; isPending: boolean }
  onSave: (guardian: GuardianDetails) => void
  children?: ReactNode
}

/** The same form for somebody new and for a correction. */
export function GuardianForm({ start, verb, saving, onSave, children }: GuardianFormProps) {
  const [guardian, setGuardian] = useState(start)
  const set = (name: 'name' | 'relationship' | 'email' | 'phone') => ({
    value: guardian[name] ?? '',
    onChange: ({ target }: { target: { value: string } }) =>
      setGuardian({ ...guardian, [name]: target.value }),
  })
  const isMoving = start.email !== null && (guardian.email || null) !== start.email
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({ ...guardian, email: guardian.email || null, phone: guardian.phone || null })
  }
  return (
    <form onSubmit={submit}>
      {saving.error !== null && <ProblemNotice thrown={saving.error} />}
      <Field label="Name" wrong={fieldProblem(saving.error, 'name')}>
        <input required autoComplete="off" {...set('name')} />
      </Field>
      <Field
        label="Relationship"
        hint="Such as ‘mother’, ‘grandfather’, ‘social worker’."
        wrong={fieldProblem(saving.error, 'relationship')}
      >
        <input required autoComplete="off" {...set('relationship')} />
      </Field>
      <Field
        label="E-mail (if known)"
        {...(isMoving && {
          hint: 'Links that went to the earlier address end when you save. Make a new one then.',
        })}
        wrong={fieldProblem(saving.error, 'email')}
      >
        <input type="email" autoComplete="off" {...set('email')} />
      </Field>
      <Field label="Phone (if known)" wrong={fieldProblem(saving.error, 'phone')}>
        <input type="tel" autoComplete="off" {...set('phone')} />
      </Field>
      <Field
        label="Language"
        hint="In which we write to this person."
        wrong={fieldProblem(saving.error, 'language')}
      >
        <select
          value={guardian.language ?? ''}
          onChange={({ target }) => setGuardian({ ...guardian, language: target.value || null })}
        >
          <option value="">Not known: English</option>
          {LANGUAGES.map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <fieldset>
        <legend>For this child</legend>
        <label className="choice">
          <input
            type="checkbox"
            checked={guardian.parental_responsibility}
            onChange={({ target }) => setGuardian({ ...guardian, parental_responsibility: target.checked })}
          />
          <span>
            Has parental responsibility.{' '}
            <span className="soft">Without it a person can refuse, not agree.</span>
          </span>
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={guardian.local_authority}
            onChange={({ target }) => setGuardian({ ...guardian, local_authority: target.checked })}
          />
          <span>
            Is the local authority’s social worker.{' '}
            <span className="soft">Decides for a looked-after child; a foster carer can’t.</span>
          </span>
        </label>
        <BarredChoice
          wasBarred={start.contact_barred}
          isBarred={guardian.contact_barred}
          onChange={(contact_barred) => setGuardian({ ...guardian, contact_barred })}
        />
      </fieldset>
      <div className="row">
        <button type="submit" className="primary" disabled={saving.isPending}>
          {verb}
        </button>
        {children}
      </div>
    </form>
  )
}

interface BarredChoiceProps {
  wasBarred: boolean
  isBarred: boolean
  onChange: (isBarred: boolean) => void
}

/** Anybody in the office may bar; only a lead lets somebody in again. The service holds this too. */
function BarredChoice({ wasBarred, isBarred, onChange }: BarredChoiceProps) {
  const mayLetIn = useMay('child:restrict')
  const isForLeads = wasBarred && !mayLetIn
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={isBarred}
        disabled={isForLeads}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        Must not be contacted.{' '}
        <span className="soft">
          {isForLeads ? 'Only a safeguarding lead can change this.' : 'Gets no family link.'}
        </span>
      </span>
    </label>
  )
}
