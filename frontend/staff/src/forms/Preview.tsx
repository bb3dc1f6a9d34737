import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormDetail } from '../api/types'
import { Field } from '../parts/Field'
import { policyQuery } from '../schools/queries'
import { usesOf, working } from './draft'
import styles from './FormPage.module.css'
import { languageName } from './words'

/** The families' own pages in a phone-sized frame, in each language of the school. */
export function Preview({ form }: { form: FormDetail }) {
  const policy = useQuery(policyQuery).data?.policy
  const [language, setLanguage] = useState('en')
  const [purpose, setPurpose] = useState('')
  const [isDraft, setIsDraft] = useState(form.draft !== null)
  const page = `/staff-preview/${form.kind}${purpose && `/${purpose}`}`
  return (
    <>
      <div className={styles.choices}>
        <Field label="Page">
          <select value={purpose} onChange={({ target }) => setPurpose(target.value)}>
            <option value="">First page</option>
            {usesOf(form, working(form)).map((use) => (
              <option key={use.purpose} value={use.purpose}>
                {use.words.name}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Language">
          <select value={language} onChange={({ target }) => setLanguage(target.value)}>
            {(policy?.languages ?? ['en']).map((code) => (
              <option key={code} value={code}>
                {languageName(code)}
              </option>
            ))}
          </select>
        </Field>
        {form.draft && (
          <Field label="Wording">
            <select
              value={isDraft ? 'draft' : 'published'}
              onChange={({ target }) => setIsDraft(target.value === 'draft')}
            >
              <option value="draft">The draft</option>
              <option value="published">What is published</option>
            </select>
          </Field>
        )}
      </div>
      <div className={styles.framebox}>
        {/* No scripts, no forms: it is only looked at. */}
        <iframe
          key={form.revision}
          className={styles.phone}
          sandbox="allow-same-origin"
          title="The page as they see it"
          src={`${page}?language=${language}&draft=${isDraft && form.draft !== null}`}
        />
      </div>
    </>
  )
}
