import { type FormEvent, useState } from 'react'
import type { ReportDetail, ReportReferral } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { dateOf, day } from '../parts/wording'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'
import styles from './reports.module.css'
import { REFERRED_TO } from './words'

/** To whom outside it was passed, with their references and answers (M6). */
export function Referrals({ row }: { row: ReportDetail }) {
  return (
    <section className="card stack" aria-labelledby="referrals">
      <h2 id="referrals">Referrals</h2>
      {row.referrals.length === 0 && <p>It has not been passed to anybody yet.</p>}
      <ul className="plain stack">
        {row.referrals.map((each) => (
          <li key={each.id}>
            <h3>
              {REFERRED_TO[each.recipient]}
              {each.name && `, ${each.name}`}
            </h3>
            <p className="soft">
              {day(each.referred_on)}, by {each.by.name}
              {each.reference && `. Their reference: ${each.reference}`}
            </p>
            {each.answered_on ? (
              <p dir="auto" className={styles.words}>
                {each.answer} <span className="soft">{day(each.answered_on)}</span>
              </p>
            ) : (
              <p>No answer yet.</p>
            )}
            <WhileOpen isOpen={!row.closed_at}>
              <details>
                <summary>
                  {each.answered_on ? 'They answered again' : 'They answered'}
                  <span className="hidden">: {REFERRED_TO[each.recipient]}</span>
                </summary>
                <AnswerForm row={row} referral={each} />
              </details>
            </WhileOpen>
          </li>
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <details>
          <summary>Note a referral</summary>
          <ReferralForm row={row} />
        </details>
      </WhileOpen>
    </section>
  )
}

function ReferralForm({ row }: { row: ReportDetail }) {
  const [recipient, setRecipient] = useState<ReportReferral['recipient']>('police')
  const [name, setName] = useState('')
  const [on, setOn] = useState(today)
  const [reference, setReference] = useState('')
  const referring = useVerb(row.id, verbs(row.id).refer, 'Noted.')
  useTyped(Boolean(name || reference))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    referring.mutate(
      { recipient, name, referred_on: on, reference },
      {
        onSuccess: () => {
          setName('')
          setReference('')
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      {referring.isError && <ProblemNotice thrown={referring.error} />}
      <Field label="To whom">
        <select value={recipient} onChange={({ target }) => setRecipient(target.value as typeof recipient)}>
          {Object.entries(REFERRED_TO).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Who there" hint="The officer, the team, the platform.">
        <input maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
      </Field>
      <Field label="On which day" wrong={fieldProblem(referring.error, 'referred_on')}>
        <input type="date" required value={on} onChange={({ target }) => setOn(target.value)} />
      </Field>
      <Field label="Their reference" hint="If they gave one.">
        <input maxLength={200} value={reference} onChange={({ target }) => setReference(target.value)} />
      </Field>
      <button type="submit" disabled={referring.isPending}>
        Note this referral
      </button>
    </form>
  )
}

function AnswerForm({ row, referral }: { row: ReportDetail; referral: ReportReferral }) {
  const [words, setWords] = useState('')
  const [on, setOn] = useState(today)
  const answering = useVerb(row.id, verbs(row.id).referralAnswer, 'Noted.')
  useTyped(words !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    answering.mutate(
      { referral: referral.id, answer: words, answered_on: on, reference: referral.reference },
      { onSuccess: () => setWords('') },
    )
  }
  return (
    <form onSubmit={submit}>
      {answering.isError && <ProblemNotice thrown={answering.error} />}
      <WordsField label="What they answered" rows={2} value={words} onChange={setWords} />
      <Field label="On which day" wrong={fieldProblem(answering.error, 'answered_on')}>
        <input type="date" required value={on} onChange={({ target }) => setOn(target.value)} />
      </Field>
      <button type="submit" disabled={answering.isPending}>
        Note their answer
      </button>
    </form>
  )
}

/** Today on the reader's own calendar. */
const today = () => dateOf(new Date())
