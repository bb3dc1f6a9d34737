import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { FormCondition, FormDetail, FormWords } from '../api/types'
import { useUnsaved } from '../accounts/unsaved'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { policyQuery } from '../schools/queries'
import { areSame, type Use, withUse, working } from './draft'
import styles from './FormPage.module.css'
import { useSaveDraft } from './queries'
import { BASES, CONDITIONS, languageName, PARTS } from './words'

type Part = keyof FormWords

/** One use: its words, what may be added to a yes, whether it is asked, its basis, and the school's own translations. */
export function UseDialog({ form, use, onClose }: { form: FormDetail; use: Use; onClose: () => void }) {
  const [edited, setEdited] = useState(use)
  const saving = useSaveDraft(form, onClose)
  useUnsaved(edited !== use)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(withUse(form, working(form), edited))
  }
  const start = form.defaults.questions.find((each) => each.purpose === use.purpose)
  return (
    <Dialog title={use.words.name} onClose={onClose}>
      <form onSubmit={submit}>
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <p className="hint">
          Short words that a child of ten can read. One use in each question <RuleLink id="C1" />.
        </p>
        <WordFields words={edited.words} onChange={(words) => setEdited({ ...edited, words })} />
        {start && !areSame(start.words, edited.words) && (
          <p>
            <button
              type="button"
              className="quiet"
              onClick={() => setEdited({ ...edited, words: start.words })}
            >
              Use the words that the form comes with
            </button>
          </p>
        )}
        <Conditions use={edited} onChange={setEdited} />
        <fieldset>
          <legend>Asking</legend>
          <label className="choice">
            <input
              type="checkbox"
              checked={edited.isAsked}
              onChange={({ target }) => setEdited({ ...edited, isAsked: target.checked })}
            />
            <span>
              Ask about this use.{' '}
              <span className="soft">
                If not, there are no new answers. Earlier ones stay, and can be taken back.
              </span>
            </span>
          </label>
        </fieldset>
        {form.kind === 'family' && <Basis form={form} use={edited} onChange={setEdited} />}
        <Translations use={edited} onChange={setEdited} />
        <div className="row">
          <button type="submit" className="primary" disabled={saving.isPending}>
            Keep in the draft
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function WordFields({ words, onChange }: { words: FormWords; onChange: (words: FormWords) => void }) {
  const set = (part: Part) => ({
    value: words[part],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...words, [part]: target.value }),
  })
  return (
    <>
      <Field label={PARTS.name}>
        <input required maxLength={60} {...set('name')} />
      </Field>
      <Field label={PARTS.question}>
        <textarea required rows={2} maxLength={250} {...set('question')} />
      </Field>
      <Field label={PARTS.reach}>
        <textarea required rows={2} maxLength={300} {...set('reach')} />
      </Field>
    </>
  )
}

interface Editing {
  use: Use
  onChange: (use: Use) => void
}

function Conditions({ use, onChange }: Editing) {
  const all = Object.keys(CONDITIONS) as FormCondition[]
  const change = (condition: FormCondition, isOffered: boolean) =>
    onChange({
      ...use,
      conditions: all.filter((each) => (each === condition ? isOffered : use.conditions.includes(each))),
    })
  return (
    <fieldset>
      <legend>
        What may be added to a yes <RuleLink id="C12" />
      </legend>
      {all.map((each) => (
        <label className="choice" key={each}>
          <input
            type="checkbox"
            checked={use.conditions.includes(each)}
            onChange={({ target }) => change(each, target.checked)}
          />
          <span>{CONDITIONS[each]}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Basis({ form, use, onChange }: Editing & { form: FormDetail }) {
  const published = form.published.bases[use.purpose]?.basis ?? 'consent'
  const isOther = published !== use.basis
  return (
    <fieldset>
      <legend>
        Lawful basis <RuleLink id="C13" />
      </legend>
      {(['consent', 'public_task'] as const).map((basis) => (
        <label className="choice" key={basis}>
          <input
            type="radio"
            name="basis"
            checked={use.basis === basis}
            disabled={basis === 'public_task' && !form.is_public_body}
            onChange={() => onChange({ ...use, basis })}
          />
          <span>{BASES[basis]}.</span>
        </label>
      ))}
      {!form.is_public_body && (
        <p className="soft">
          Only a public body can use public task. Your school’s policy says it isn’t one.
        </p>
      )}
      {(isOther || use.basis === 'public_task') && (
        <Field
          label="Why"
          hint="Your name is kept with it. Before you publish, you see how many children it changes."
        >
          <textarea
            required={isOther}
            rows={2}
            maxLength={500}
            value={use.reason}
            onChange={({ target }) => onChange({ ...use, reason: target.value })}
          />
        </Field>
      )}
    </fieldset>
  )
}

function Translations({ use, onChange }: Editing) {
  const policy = useQuery(policyQuery).data?.policy
  const codes = new Set([...(policy?.languages ?? []), ...Object.keys(use.translations)])
  codes.delete('en')
  return (
    <fieldset>
      <legend>
        Your own translations <RuleLink id="C17" />
      </legend>
      <p className="soft">
        Without one, the service’s translation is shown; where there is none, English, marked as English.
      </p>
      {[...codes].map((code) => (
        <Translation key={code} code={code} use={use} onChange={onChange} />
      ))}
    </fieldset>
  )
}

function Translation({ code, use, onChange }: Editing & { code: string }) {
  const own = use.translations[code]
  const { [code]: _own, ...others } = use.translations
  const put = (words: FormWords, checkedBy: string) =>
    onChange({
      ...use,
      translations: { ...others, [code]: { ...words, english: use.words, checked_by: checkedBy } },
    })
  if (own === undefined) {
    return (
      <p>
        <button
          type="button"
          className="quiet"
          onClick={() => put({ name: '', question: '', reach: '' }, '')}
        >
          Write our own: {languageName(code)}
        </button>
      </p>
    )
  }
  const words = { name: own.name, question: own.question, reach: own.reach }
  return (
    <details className={styles.own} open>
      <summary>{languageName(code)}</summary>
      {!areSame(own.english, use.words) && (
        <div className="notice" data-tone="warn">
          <p>This translates other words, so it isn’t shown.</p>
          <button type="button" onClick={() => put(words, own.checked_by)}>
            It is right for the new words too
          </button>
        </div>
      )}
      <div lang={code} dir="auto">
        <WordFields words={words} onChange={(changed) => put(changed, '')} />
      </div>
      <Field
        label="Checked by"
        hint="Who knows the language and has read it. Until then it is marked as unchecked."
      >
        <input maxLength={100} value={own.checked_by} onChange={({ target }) => put(words, target.value)} />
      </Field>
      <button type="button" className="quiet" onClick={() => onChange({ ...use, translations: others })}>
        Remove our own translation
      </button>
    </details>
  )
}
