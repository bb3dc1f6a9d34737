import { type FormEvent, useState } from 'react'
import type { CaptureDetail, LetterKind } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useLetterFile, useLetterText } from './queries'
import { LETTERS } from './words'

/** A letter to whoever took it, drawn up from the record: as text for an e-mail, or as PDF. It names no child. */
export function Letters({ row }: { row: CaptureDetail }) {
  return (
    <section className="card" aria-labelledby="letters">
      <h2 id="letters">Write to them</h2>
      <details>
        <summary>Draw up a letter</summary>
        <LetterForm key={row.letters.join()} row={row} />
      </details>
    </section>
  )
}

function LetterForm({ row }: { row: CaptureDetail }) {
  const [kind, setKind] = useState<LetterKind>(row.letters[0] ?? 'polite_request')
  const [to, setTo] = useState('')
  const [where, setWhere] = useState('')
  const [words, setWords] = useState('')
  const text = useLetterText(row.id)
  const file = useLetterFile(row.id)
  const order = { kind, to, where, words }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    text.mutate(order)
  }
  const thrown = text.error ?? file.error
  return (
    <form className="stack" onSubmit={submit}>
      {thrown && <ProblemNotice thrown={thrown} />}
      <fieldset>
        <legend>Which letter</legend>
        {row.letters.map((each) => (
          <label key={each} className="choice">
            <input type="radio" name="letter" checked={kind === each} onChange={() => setKind(each)} />
            <span>{LETTERS[each]}</span>
          </label>
        ))}
      </fieldset>
      <Field label="To whom" hint="Name and address, for the window of an envelope. It is kept nowhere.">
        <textarea rows={3} maxLength={300} value={to} onChange={({ target }) => setTo(target.value)} />
      </Field>
      {kind === 'take_down' && (
        <Field label="Where it is shown" hint="The web address, where there is one.">
          <input maxLength={300} value={where} onChange={({ target }) => setWhere(target.value)} />
        </Field>
      )}
      <Field label="What you want to add" hint="It stands in the letter as you write it. Name no child.">
        <textarea rows={3} maxLength={2000} value={words} onChange={({ target }) => setWords(target.value)} />
      </Field>
      <div className="row">
        <button type="submit" disabled={text.isPending}>
          Show the text
        </button>
        <button type="button" disabled={file.isPending} onClick={() => file.mutate(order)}>
          Save as PDF
        </button>
      </div>
      {text.data && <Written subject={text.data.subject} text={text.data.text} />}
    </form>
  )
}

function Written({ subject, text }: { subject: string; text: string }) {
  return (
    <div className="notice" role="status">
      <p>
        <strong>{subject}</strong>
      </p>
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <div className="row">
        <CopyButton text={subject} what="the subject" isSeen />
        <CopyButton text={text} what="the text" isSeen />
      </div>
    </div>
  )
}
