import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AffectedChild, BreachDetail } from '../api/types'
import { ChildPicker } from '../events/ChildPicker'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { count, instant } from '../parts/wording'
import { useLetter, useVerb, verbs } from './queries'
import { TextForm } from '../parts/TextForm'
import { WordsField } from '../parts/WordsField'

const TOLD: StateWords = { words: 'Family told', tone: 'good', icon: 'tick' }
const NOT_TOLD: StateWords = { words: 'Family not told yet', tone: 'warn', icon: 'wait' }

/** Who is affected, and whose family was told. */
export function Children({ row, mayWork }: { row: BreachDetail; mayWork: boolean }) {
  return (
    <section className="card stack" aria-labelledby="children">
      <h2 id="children">Children it affects</h2>
      {row.children.length === 0 && <p>None is known.</p>}
      {mayWork && row.children.length > 0 && (
        <p className="soft">
          A letter says what happened to this child’s picture, and no more. Before you send one, see on the
          child’s page who may be written to.
        </p>
      )}
      <ul className="plain stack">
        {row.children.map((each) => (
          <OneChild key={each.child.id} breachId={row.id} affected={each} mayWork={mayWork} />
        ))}
      </ul>
      {mayWork && (
        <details>
          <summary>More children are affected</summary>
          <More breachId={row.id} />
        </details>
      )}
    </section>
  )
}

const MORE = {
  legend: 'Which children',
  hint: 'They are added to those who are known.',
  counted: (chosen: number) => `${count(chosen, 'child', 'children')} chosen.`,
}

function More({ breachId }: { breachId: string }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [text, setText] = useState('')
  const affecting = useVerb(breachId, verbs(breachId).affect, 'Noted.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const done = () => {
      setChosen(new Set())
      setText('')
    }
    affecting.mutate({ child_ids: [...chosen], text }, { onSuccess: done })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {affecting.isError && <ProblemNotice thrown={affecting.error} />}
      <ChildPicker chosen={chosen} onChange={setChosen} asking={MORE} />
      <WordsField
        label="How you know"
        hint="It stays in the record under your name."
        value={text}
        onChange={setText}
      />
      <button type="submit" disabled={affecting.isPending || chosen.size === 0}>
        Add them
      </button>
    </form>
  )
}

function OneChild({
  breachId,
  affected,
  mayWork,
}: {
  breachId: string
  affected: AffectedChild
  mayWork: boolean
}) {
  const { child, told_at } = affected
  return (
    <li>
      <div className="spread">
        <h3>
          <Link to="/children/$childId" params={{ childId: child.id }}>
            {child.name}
          </Link>
        </h3>
        <Badge state={told_at ? TOLD : NOT_TOLD} />
      </div>
      {told_at && <p className="soft">First noted {instant(told_at)}.</p>}
      {mayWork && <Telling breachId={breachId} affected={affected} />}
    </li>
  )
}

function Telling({ breachId, affected }: { breachId: string; affected: AffectedChild }) {
  const { child } = affected
  const told = useVerb(
    breachId,
    (how: string) => verbs(breachId).toldFamily({ child_id: child.id, how }),
    'Noted.',
  )
  return (
    <>
      <details>
        <summary>
          Draw up a letter<span className="hidden"> to the family of {child.name}</span>
        </summary>
        <LetterForm breachId={breachId} childId={child.id} />
      </details>
      <details>
        <summary>
          The family was told<span className="hidden">: {child.name}</span>
        </summary>
        <TextForm label="How, and whom" hint="By letter to both parents, say." button="Note it" verb={told} />
      </details>
    </>
  )
}

function LetterForm({ breachId, childId }: { breachId: string; childId: string }) {
  const [words, setWords] = useState('')
  const letter = useLetter(breachId, childId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    letter.mutate(words)
  }
  return (
    <form onSubmit={submit}>
      {letter.isError && <ProblemNotice thrown={letter.error} />}
      <Field
        label="What else this family should know"
        hint="It stands in the letter as you write it. Name no other child, and nobody’s answer."
      >
        <textarea rows={3} maxLength={4000} value={words} onChange={({ target }) => setWords(target.value)} />
      </Field>
      <button type="submit" disabled={letter.isPending}>
        Save the letter as PDF
      </button>
    </form>
  )
}
