import type { ReactElement, ReactNode } from 'react'
import type { SchoolPolicy } from '../api/types'
import { Field } from '../parts/Field'
import type { Choice } from './policy'

/** What a page of the policy is given: the choices, and what is said of each. */
export interface Form {
  policy: SchoolPolicy
  defaults: SchoolPolicy
  set: (change: Partial<SchoolPolicy>) => void
  rule: (choice: Choice) => string
  isDefault: (choice: Choice) => boolean
  default: (choice: Choice) => string
  wrong: (choice: Choice) => string | undefined
}

/** Choices that belong together, and what they are about. */
export function Group({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <p className="soft">{about}</p>
      {children}
    </section>
  )
}

interface OneProps {
  form: Form
  choice: Choice
  label: string
  hint?: string
  children: ReactElement<{ id?: string }>
}

/** One choice with what it changes, its default and its rule. */
export function One({ form, choice, label, hint = '', children }: OneProps) {
  const told = form.isDefault(choice) ? 'This is the default.' : `Default: ${form.default(choice)}.`
  return (
    <Field label={label} hint={`${hint} ${told}`.trim()} wrong={form.wrong(choice)}>
      {children}
    </Field>
  )
}

/** A field for a whole number of a choice. */
export function whole(form: Form, choice: Choice, least: number, most: number) {
  return {
    type: 'number',
    required: true,
    min: least,
    max: most,
    value: String(form.policy[choice]),
    onChange: ({ target }: { target: { value: string } }) => form.set({ [choice]: Number(target.value) }),
  }
}
