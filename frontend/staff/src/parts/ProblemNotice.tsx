import { useEffect, useRef } from 'react'
import { asProblem } from '../api/problem'
import { ReasonList } from './Reasons'

/** Says in plain words what went wrong, by which rules, and offers to try again where that may help. */
export function ProblemNotice({ thrown, retry }: { thrown: unknown; retry?: () => void }) {
  const problem = asProblem(thrown)
  const box = useRef<HTMLDivElement>(null)
  // Above a long form, on a phone, it would be out of sight of the button that was pressed. (jsdom has nothing to scroll.)
  // What it gives (in some browsers a promise) is no way to tidy up.
  useEffect(() => void box.current?.scrollIntoView?.({ block: 'nearest' }), [])
  return (
    <div className="notice" data-tone="bad" role="alert" ref={box}>
      <p>
        <strong>{problem.title}.</strong> {problem.message}
      </p>
      {problem.reasons.length > 0 && <ReasonList reasons={problem.reasons} />}
      {problem.fields.length > 0 && (
        <ul>
          {problem.fields.map((field) => (
            <li key={`${field.where} ${field.message}`}>{field.message}</li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}
