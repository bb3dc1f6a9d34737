import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { termInWords, termOf, termsUntil } from './chart'
import styles from './incidents.module.css'
import { digestQuery, sendDigest, useLearning } from './queries'

const TERMS_TO_CHOOSE = 3

/** The digest of a term: drawn up by the service, read and changed by a person, then sent to everybody who works here. */
export function DigestDesk() {
  const [terms] = useState(() => termsUntil(termOf(new Date()), TERMS_TO_CHOOSE))
  const [term, setTerm] = useState(terms[0]!)
  const draft = useQuery(digestQuery(term))
  return (
    <section className="card unprinted" aria-labelledby="draft">
      <h2 id="draft">Tell your colleagues</h2>
      <Field label="Which term">
        <select value={term} onChange={({ target }) => setTerm(target.value)}>
          {terms.map((each) => (
            <option key={each} value={each}>
              {termInWords(each)}
            </option>
          ))}
        </select>
      </Field>
      <Loaded query={draft}>
        {(found) =>
          found.is_sent ? (
            <p>It went out. It stands at the top of this page.</p>
          ) : (
            <Draft key={term} term={term} drawnUp={found.text} />
          )
        }
      </Loaded>
    </section>
  )
}

function Draft({ term, drawnUp }: { term: string; drawnUp: string }) {
  /** What somebody made of a draft; while that is nothing, the draft is shown as it is now. */
  const [own, setOwn] = useState<{ text: string; of: string } | null>(null)
  const sending = useLearning(sendDigest, 'It went out to everybody who works here.')
  useTyped(own !== null)
  const text = own?.text ?? drawnUp
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sending.mutate({ term, text }, { onSuccess: () => setOwn(null) })
  }
  return (
    <form onSubmit={submit}>
      {sending.isError && <ProblemNotice thrown={sending.error} />}
      {own && own.of !== drawnUp && (
        <div className="notice" data-tone="warn" role="status">
          <p>Something was added since you began to write. It isn’t in your words below.</p>
          <button type="button" onClick={() => setOwn(null)}>
            Draw it up anew, without my words
          </button>
        </div>
      )}
      <Field
        label="What they read"
        hint="Drawn up from the lessons that may stand here. Change what you like: no names, nothing that tells what happened to whom."
      >
        <textarea
          required
          rows={14}
          maxLength={20_000}
          className={styles.digest}
          value={text}
          onChange={({ target }) => setOwn({ text: target.value, of: own?.of ?? drawnUp })}
        />
      </Field>
      <button type="submit" className="primary" disabled={sending.isPending}>
        Send it to everybody who works here
      </button>
    </form>
  )
}
