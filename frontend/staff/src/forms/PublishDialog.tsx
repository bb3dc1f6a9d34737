import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { FormDetail, FormEffects, FormMeaning } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { type Use, usesOf, working } from './draft'
import styles from './FormPage.module.css'
import { effectsQuery, usePublish } from './queries'
import { BASES } from './words'

/** Puts the draft into use, after saying what each change of words means and seeing what it does. Nothing is chosen beforehand. */
export function PublishDialog({ form, onClose }: { form: FormDetail; onClose: () => void }) {
  const effects = useQuery(effectsQuery(form.kind, form.revision))
  return (
    <Dialog title="Publish the draft" onClose={onClose}>
      <Loaded query={effects}>
        {(found) => <Decisions form={form} effects={found} onClose={onClose} />}
      </Loaded>
    </Dialog>
  )
}

interface DecisionsProps {
  form: FormDetail
  effects: FormEffects
  onClose: () => void
}

function Decisions({ form, effects, onClose }: DecisionsProps) {
  const [meanings, setMeanings] = useState<Record<string, FormMeaning>>({})
  const publishing = usePublish(form, onClose)
  const uses = usesOf(form, working(form))
  const find = (purpose: string) => uses.find((use) => use.purpose === purpose)
  const { words, asked_now, not_asked_now, introduction } = form.changes
  const submit = (event: FormEvent) => {
    event.preventDefault()
    publishing.mutate(meanings)
  }
  return (
    <form onSubmit={submit}>
      {publishing.isError && <ProblemNotice thrown={publishing.error} />}
      {words.map((purpose) => (
        <Meaning
          key={purpose}
          use={find(purpose)}
          yeses={effects.yeses[purpose] ?? 0}
          chosen={meanings[purpose]}
          onChoose={(meaning) => setMeanings({ ...meanings, [purpose]: meaning })}
        />
      ))}
      {effects.bases.map((effect) => (
        <BasisEffect key={effect.purpose} use={find(effect.purpose)} effect={effect} />
      ))}
      <Names title="No longer asked; earlier answers stay" uses={not_asked_now.map(find)} />
      <Names title="Asked from now on" uses={asked_now.map(find)} />
      {introduction && <p>The introduction changes.</p>}
      <p className="soft">
        Every question is kept as it was shown, for the answers that were given to it <RuleLink id="C3" />.
      </p>
      <div className="row">
        <button type="submit" className="primary" disabled={publishing.isPending}>
          Publish now
        </button>
        <button type="button" onClick={onClose}>
          Not yet
        </button>
      </div>
    </form>
  )
}

interface MeaningProps {
  use: Use | undefined
  yeses: number
  chosen: FormMeaning | undefined
  onChoose: (meaning: FormMeaning) => void
}

/** What other words mean for those who have said yes to the old ones. */
function Meaning({ use, yeses, chosen, onChoose }: MeaningProps) {
  if (use === undefined) return null
  const choice = (meaning: FormMeaning, words: string) => (
    <label className="choice">
      <input
        type="radio"
        required
        name={`meaning-${use.purpose}`}
        checked={chosen === meaning}
        onChange={() => onChoose(meaning)}
      />
      <span>{words}</span>
    </label>
  )
  return (
    <fieldset>
      <legend>{use.words.name}: what do the new words mean?</legend>
      <p className="soft">
        There is a yes for {count(yeses, 'person', 'people')} now <RuleLink id="C2" />.
      </p>
      {choice('clearer', 'Clearer words only: earlier answers stay.')}
      {choice(
        'means_more',
        `It means more: ask again. ${yeses > 0 ? `The yes for ${count(yeses, 'person', 'people')} ends at once, and their pictures come down.` : 'Earlier yeses end at once.'}`,
      )}
    </fieldset>
  )
}

function BasisEffect({ use, effect }: { use: Use | undefined; effect: FormEffects['bases'][number] }) {
  if (use === undefined) return null
  return (
    <div className="notice" data-tone="warn">
      <p>
        <strong>{use.words.name}.</strong> {BASES[use.basis]} <RuleLink id="C13" />.
      </p>
      <p className={styles.effect}>
        Of {count(effect.children, 'child', 'children')}, {effect.become_allowed} more may be shown, and{' '}
        {effect.become_denied} no longer.
      </p>
      <p className="soft">
        Restrictions, objections and every no still hold. Reason given: {use.reason || 'none'}
      </p>
    </div>
  )
}

function Names({ title, uses }: { title: string; uses: (Use | undefined)[] }) {
  if (uses.length === 0) return null
  return (
    <p>
      <strong>{title}:</strong> {uses.map((use) => use?.words.name).join(', ')}.
    </p>
  )
}
