import type { UseMutationResult } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Field } from './Field'
import { ProblemNotice } from './ProblemNotice'
import { useTyped } from './typed'

/** One text and one button. What was typed stays until it was taken. */
export function TextForm<Answer>({
  label,
  hint,
  button,
  verb,
}: {
  label: string
  hint: string
  button: string
  verb: UseMutationResult<Answer, Error, string>
}) {
  const [text, setText] = useState('')
  useTyped(text !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verb.mutate(text, { onSuccess: () => setText('') })
  }
  return (
    <form onSubmit={submit}>
      {verb.isError && <ProblemNotice thrown={verb.error} />}
      <Field label={label} hint={hint}>
        <textarea
          required
          rows={3}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      <button type="submit" disabled={verb.isPending}>
        {button}
      </button>
    </form>
  )
}
