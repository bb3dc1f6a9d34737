import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Rule } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { rulesQuery } from './queries'
import styles from './RulesPage.module.css'

const EFFECTS: Record<string, string> = {
  deny: 'A picture can’t go out',
  hold: 'Only the safeguarding lead sees it',
  check: 'A person confirms, by name',
  task: 'Somebody owes an action by a date',
  record: 'It is written down',
}

/** The rulebook: what every reason in the app cites. */
export function RulesPage() {
  useTitle('Rules')
  const rules = useQuery(rulesQuery)
  return (
    <>
      <h1>Rules</h1>
      <p className="lead">
        Every decision of this service rests on one of these rules and names it. Your school can change what
        is marked ‘set by the school’; nobody can switch off the rest.
      </p>
      <Loaded query={rules}>{(all) => <RuleBook rules={all} />}</Loaded>
    </>
  )
}

function RuleBook({ rules }: { rules: Rule[] }) {
  const cited = useLocation({ select: (location) => location.hash })
  useEffect(() => void document.getElementById(cited)?.scrollIntoView({ block: 'center' }), [cited])
  return (
    <div className={styles.rules}>
      {rules.map((rule) => (
        <article
          key={rule.id}
          id={rule.id}
          className={styles.rule}
          data-cited={rule.id === cited || undefined}
        >
          <h2>
            <span className={styles.id}>{rule.id}</span> {rule.title}
          </h2>
          <p>{rule.text}</p>
          <p className="soft">
            {[
              ...rule.effect.map((effect) => EFFECTS[effect] ?? effect),
              rule.policy ? 'Set by the school' : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {rule.basis && <p className="soft">Rests on: {rule.basis}</p>}
        </article>
      ))}
    </div>
  )
}
