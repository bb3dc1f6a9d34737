import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormHistory, FormKind, FormShown } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { count, instant } from '../parts/wording'
import styles from './FormPage.module.css'
import { formHistoryQuery, versionQuery } from './queries'
import { BASES, languageName } from './words'

/** Who published what, and every exact wording that somebody may have been shown. */
export function History({ kind }: { kind: FormKind }) {
  const history = useQuery(formHistoryQuery(kind))
  return (
    <Loaded query={history}>
      {({ edits, versions }) => (
        <>
          <h2>Published</h2>
          {edits.length === 0 && <p className="card">Your school has not changed this form.</p>}
          {edits.map((edit) => (
            <Edit key={edit.id} edit={edit} />
          ))}
          <h2>Exact wordings</h2>
          {versions.length === 0 && <p className="card">Nobody has been shown this form yet.</p>}
          {versions.map((version) => (
            <Version key={version.id} version={version} />
          ))}
        </>
      )}
    </Loaded>
  )
}

function Edit({ edit }: { edit: FormHistory['edits'][number] }) {
  return (
    <div className="card">
      <p>
        <strong>{instant(edit.published_at)}</strong> by {edit.published_by.name}.{' '}
        {edit.words_changed.length > 0 &&
          `${count(edit.words_changed.length, 'question')} with other words. `}
      </p>
      {edit.bases.map((change) => (
        <p key={change.purpose}>
          {change.purpose.replaceAll('_', ' ')}: {BASES[change.after].toLowerCase()}. Reason:{' '}
          {edit.reasons[change.purpose] ?? 'none'}
        </p>
      ))}
    </div>
  )
}

function Version({ version }: { version: FormHistory['versions'][number] }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className={styles.own} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        Version {version.number}, {languageName(version.language)}, {instant(version.made_at)}
        {!version.is_checked && ' · translation not checked'}
      </summary>
      {isOpen && <Wording versionId={version.id} />}
    </details>
  )
}

function Wording({ versionId }: { versionId: string }) {
  const version = useQuery(versionQuery(versionId))
  return <Loaded query={version}>{({ form }) => <Shown form={form} />}</Loaded>
}

function Shown({ form }: { form: FormShown }) {
  return (
    <div lang={form.language} dir="auto">
      <p>{form.introduction}</p>
      {form.questions
        .filter((question) => question.asked)
        .map((question) => (
          <div key={question.purpose}>
            <h3>{question.name}</h3>
            <p>
              <strong>{question.question}</strong> {question.reach} {question.note}
            </p>
            <p className="soft">{question.conditions.map((each) => each.text).join(' · ')}</p>
          </div>
        ))}
    </div>
  )
}
