import { Field } from '../parts/Field'

interface PictureFieldProps {
  label: string
  hint?: string
  onChoose: (picture: File) => void
}

/** A picture that this browser alone opens. The same one can be chosen again, so that a second try needs no other. */
export function PictureField({ label, hint, onChoose }: PictureFieldProps) {
  return (
    <Field label={label} {...(hint && { hint })}>
      <input
        type="file"
        accept="image/*"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onChoose(file)
          target.value = ''
        }}
      />
    </Field>
  )
}
