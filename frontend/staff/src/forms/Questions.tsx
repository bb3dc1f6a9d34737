import { useState } from 'react'
import type { FormDetail } from '../api/types'
import { Badge } from '../parts/Badge'
import { RuleLink } from '../parts/Reasons'
import { areSame, outdated, sameConditions, type Use, usesOf, working } from './draft'
import styles from './FormPage.module.css'
import { IntroductionDialog } from './IntroductionDialog'
import { UseDialog } from './UseDialog'
import { BASES, CONDITIONS, languageName } from './words'

/** Every question of the form as it is being changed, each beside what is published where that differs. */
export function Questions({ form }: { form: FormDetail }) {
  const before = usesOf(form, form.published)
  return (
    <>
      <Introduction form={form} />
      {usesOf(form, working(form)).map((use, at) => (
        <OneUse key={use.purpose} form={form} use={use} before={before[at] ?? use} />
      ))}
    </>
  )
}

function Introduction({ form }: { form: FormDetail }) {
  const [isOpen, setIsOpen] = useState(false)
  const published = form.published.introduction.text ?? form.defaults.introduction
  const now = working(form).introduction.text ?? form.defaults.introduction
  return (
    <section className="card" aria-labelledby="introduction">
      <div className="spread">
        <h2 id="introduction">Introduction</h2>
        {form.changes.introduction && <Changed />}
      </div>
      {published !== now && <p className={styles.before}>{published}</p>}
      <p>{now}</p>
      <button type="button" onClick={() => setIsOpen(true)}>
        Change the introduction
      </button>
      {isOpen && <IntroductionDialog form={form} onClose={() => setIsOpen(false)} />}
    </section>
  )
}

function OneUse({ form, use, before }: { form: FormDetail; use: Use; before: Use }) {
  const [isOpen, setIsOpen] = useState(false)
  const isOther = !areSame(before.words, use.words)
  const hasChanged = form.changes.words.includes(use.purpose)
  return (
    <section className={`card ${styles.use}`} aria-labelledby={`use-${use.purpose}`}>
      <div className="spread">
        <h3 id={`use-${use.purpose}`}>{use.words.name}</h3>
        <span className="row">
          {(hasChanged || before.isAsked !== use.isAsked || before.basis !== use.basis) && <Changed />}
          {!use.isAsked && <Badge state={{ words: 'Not asked', tone: 'calm', icon: 'bar' }} />}
          {use.basis === 'public_task' && (
            <Badge state={{ words: 'Public task', tone: 'warn', icon: 'warning' }} />
          )}
        </span>
      </div>
      {isOther && (
        <p className={styles.before}>
          {before.words.question} {before.words.reach}
        </p>
      )}
      <p>
        <strong>{use.words.question}</strong> {use.words.reach}
      </p>
      <p className="soft">
        {use.conditions.length > 0
          ? `A yes can have: ${use.conditions.map((each) => CONDITIONS[each].toLowerCase()).join(', ')}.`
          : 'A yes has no conditions.'}
        {!sameConditions(before.conditions, use.conditions) && ' This is new.'}
      </p>
      {use.basis !== before.basis && <p>{BASES[use.basis]}.</p>}
      {!use.isAsked && (
        <p>Nobody is asked about this any more. Earlier answers stay, and can be taken back.</p>
      )}
      <Outdated use={use} />
      <button type="button" onClick={() => setIsOpen(true)}>
        Change<span className="hidden"> {use.words.name}</span>
      </button>
      {isOpen && <UseDialog form={form} use={use} onClose={() => setIsOpen(false)} />}
    </section>
  )
}

function Changed() {
  return <Badge state={{ words: 'Changed', tone: 'warn', icon: 'wait' }} />
}

function Outdated({ use }: { use: Use }) {
  const codes = outdated(use)
  if (codes.length === 0) return null
  return (
    <p>
      Your own translation is of other words, and isn’t shown any more: {codes.map(languageName).join(', ')}{' '}
      <RuleLink id="C17" />.
    </p>
  )
}
