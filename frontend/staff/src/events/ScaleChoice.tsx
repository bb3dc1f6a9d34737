import { useId } from 'react'
import type { Scale, Spectators } from '../api/types'
import { RuleLink } from '../parts/Reasons'
import { SCALES, SPECTATORS, whatFollows } from './scales'

interface OneOfProps<Value extends string> {
  legend: string
  hint?: string
  options: Record<Value, { name: string; about: string }>
  value: Value
  onChange: (value: Value) => void
}

/** One of a few choices, each with a line about it. */
function OneOf<Value extends string>({ legend, hint, options, value, onChange }: OneOfProps<Value>) {
  const name = useId()
  return (
    <fieldset>
      <legend>{legend}</legend>
      {hint && <p className="soft">{hint}</p>}
      {(Object.entries(options) as [Value, { name: string; about: string }][]).map(([each, words]) => (
        <label className="choice" key={each}>
          <input type="radio" name={name} checked={value === each} onChange={() => onChange(each)} />
          <span>
            {words.name}: <span className="soft">{words.about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** How large the event is, and what follows from it. */
export function ScaleChoice({ value, onChange }: { value: Scale; onChange: (scale: Scale) => void }) {
  const follows = whatFollows(value)
  return (
    <>
      <OneOf legend="How large is it?" options={SCALES} value={value} onChange={onChange} />
      <div aria-live="polite">
        {follows.length > 0 && (
          <div className="notice">
            <p>
              <strong>What follows</strong>
            </p>
            <ul>
              {follows.map(({ words, rule }) => (
                <li key={rule}>
                  {words} <RuleLink id={rule} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </>
  )
}

/** Whether spectators may take pictures; the notices say it. */
export function SpectatorsChoice({
  value,
  onChange,
}: {
  value: Spectators
  onChange: (spectators: Spectators) => void
}) {
  return (
    <OneOf
      legend="May spectators take pictures?"
      hint="The notices tell them."
      options={SPECTATORS}
      value={value}
      onChange={onChange}
    />
  )
}
