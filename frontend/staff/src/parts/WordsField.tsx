import { Field } from './Field'

interface WordsFieldProps {
  label: string
  hint?: string
  rows?: number
  value: string
  onChange: (words: string) => void
}

/** A few sentences that have to be written. */
export function WordsField({ label, hint, rows = 3, value, onChange }: WordsFieldProps) {
  return (
    <Field label={label} {...(hint && { hint })}>
      <textarea
        required
        rows={rows}
        maxLength={4000}
        dir="auto"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  )
}
