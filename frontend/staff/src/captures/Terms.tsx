import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { CaptureDetail } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Lines } from '../parts/Lines'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { asLocal, day } from '../parts/wording'
import type { PartProps } from './CapturePage'
import styles from './captures.module.css'
import { useVerb, verbs } from './queries'

/** What a photographer signed, and what to do where it was broken (T4); nothing where there can't be terms. */
export function Terms({ row, mayWork }: PartProps) {
  const { photographer, breach_id, may_open_breach } = row
  if (!photographer && !breach_id && !may_open_breach) return null
  return (
    <section className="card stack" aria-labelledby="terms">
      <h2 id="terms">
        Signed terms <RuleLink id="T4" />
      </h2>
      {photographer ? (
        <Signed photographer={photographer} />
      ) : (
        <p>
          Nobody on an event’s register is noted for it yet. Under ‘What came to light’ you can say{' '}
          {row.event ? 'who it was' : 'at which event it was, and then who'}.
        </p>
      )}
      {breach_id && (
        <p>
          <Link to="/breaches/$breachId" params={{ breachId: breach_id }}>
            {row.is_own_use ? 'See the record that was opened before this was known' : 'See the breach'}
          </Link>
        </p>
      )}
      {mayWork && may_open_breach && (
        <details>
          <summary>
            {photographer?.signed_at ? 'The terms were broken' : 'Something else that was agreed was broken'}
          </summary>
          <BreachForm row={row} />
        </details>
      )}
    </section>
  )
}

function Signed({ photographer }: { photographer: NonNullable<CaptureDetail['photographer']> }) {
  const { name, organisation, signed_at, text } = photographer
  return (
    <>
      <p>
        <strong>{name}</strong>
        {organisation && `, ${organisation}`}.{' '}
        {signed_at ? `Signed ${day(signed_at)}:` : 'On the register, and nothing is signed.'}
      </p>
      {text && <Lines text={text} className={styles.terms} />}
    </>
  )
}

function BreachForm({ row }: { row: CaptureDetail }) {
  const [what, setWhat] = useState('')
  const [known, setKnown] = useState(() => asLocal(new Date()))
  const opening = useVerb(row.id, verbs(row.id).openBreach, 'A breach is opened. The 72 hours run.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    opening.mutate({ what, known_at: new Date(known).toISOString() })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {opening.isError && <ProblemNotice thrown={opening.error} />}
      <Field label="What was done against it">
        <textarea
          required
          rows={3}
          maxLength={4000}
          value={what}
          onChange={({ target }) => setWhat(target.value)}
        />
      </Field>
      <Field
        label="Since when somebody at school has known"
        hint="The 72 hours begin then."
        wrong={fieldProblem(opening.error, 'known_at')}
      >
        <input
          type="datetime-local"
          required
          value={known}
          onChange={({ target }) => setKnown(target.value)}
        />
      </Field>
      <button type="submit" disabled={opening.isPending}>
        Open a breach
      </button>
    </form>
  )
}
