import type { Theme } from '../api/types'
import { Field } from '../parts/Field'
import { THEMES } from './themes'

/** By which theme a lesson is kept. */
export function ThemeChoice({ theme, onChange }: { theme: Theme; onChange: (theme: Theme) => void }) {
  return (
    <Field label="What it is about">
      <select value={theme} onChange={({ target }) => onChange(target.value as Theme)}>
        {Object.entries(THEMES).map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  )
}
