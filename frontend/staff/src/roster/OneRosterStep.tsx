import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { FileLook, OneRosterChoices, RosterMapping } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { remember } from './imports'

type Relationship = NonNullable<OneRosterChoices['responsible']>[number]

const RELATIONSHIPS: readonly Relationship[] = ['parent', 'guardian', 'relative']

/** What OneRoster leaves open: which number is the child's, and who holds parental responsibility. */
export function OneRosterStep({ look, onSaid }: { look: FileLook; onSaid: (said: RosterMapping) => void }) {
  const before = look.remembered?.choices.kind === 'oneroster' ? look.remembered.choices : null
  const [number, setNumber] = useState(before?.number ?? 'sourcedId')
  const [responsible, setResponsible] = useState(before?.responsible ?? [])
  const saving = useMutation({
    mutationFn: () =>
      remember('oneroster', 'OneRoster', { kind: 'oneroster', number, responsible: [...responsible] }),
    onSuccess: onSaid,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const toggle = (one: Relationship, isOn: boolean) =>
    setResponsible(isOn ? [...responsible, one] : responsible.filter((each) => each !== one))
  return (
    <section className="card" aria-labelledby="oneroster-heading">
      <h2 id="oneroster-heading">2. Say what the OneRoster files mean</h2>
      {before && <p className="soft">This is what was said the last time.</p>}
      <form onSubmit={submit}>
        <fieldset>
          <legend>Who holds parental responsibility?</legend>
          <p>
            OneRoster doesn’t say. Only somebody with parental responsibility can agree <RuleLink id="C5" />.
            Tick a relationship if your records use it for nobody else. Whoever you don’t tick can refuse, not
            agree, until you say so on the child’s page.
          </p>
          {RELATIONSHIPS.map((one) => (
            <label className="choice" key={one}>
              <input
                type="checkbox"
                checked={responsible.includes(one)}
                onChange={({ target }) => toggle(one, target.checked)}
              />
              <span>‘{one}’ holds parental responsibility</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>Which number is the child’s on our roster?</legend>
          {(['sourcedId', 'identifier'] as const).map((one) => (
            <label className="choice" key={one}>
              <input type="radio" name="number" checked={number === one} onChange={() => setNumber(one)} />
              <span>
                {one}{' '}
                <span className="soft">
                  {one === 'sourcedId'
                    ? 'OneRoster’s own, always there'
                    : 'the school’s number, such as the UPN'}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <button type="submit" className="primary" disabled={saving.isPending}>
          Show what would change
        </button>
      </form>
    </section>
  )
}
