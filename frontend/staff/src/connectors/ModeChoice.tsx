import { useId } from 'react'
import type { Connection } from '../api/types'

type Mode = Connection['mode']

const MODES: { mode: Mode; name: string; says: string }[] = [
  {
    mode: 'copy',
    name: 'Copies',
    says: 'The pictures lie in WordPress’s media library. What stops being shown is removed from there, every size of it.',
  },
  {
    mode: 'live_link',
    name: 'Live links',
    says: 'The page shows our own addresses. What stops being shown is gone from the same moment.',
  },
]

/** Whether WordPress gets copies or live links. */
export function ModeChoice({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  const id = useId()
  return (
    <fieldset>
      <legend>What does WordPress get?</legend>
      {MODES.map((each) => (
        <label className="choice" key={each.mode}>
          <input
            type="radio"
            name={id}
            checked={each.mode === mode}
            onChange={() => onChange(each.mode)}
            aria-describedby={`${id}-${each.mode}`}
          />
          <span>
            {each.name}
            <br />
            <span className="soft" id={`${id}-${each.mode}`}>
              {each.says}
            </span>
          </span>
        </label>
      ))}
      <p className="soft">Films are always live links.</p>
    </fieldset>
  )
}
