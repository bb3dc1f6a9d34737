import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormRow } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, instant } from '../parts/wording'
import { formsQuery } from './queries'
import { KINDS } from './words'

/** The school's forms: what each kind of person is asked. */
export function FormsPage() {
  useTitle('Forms')
  const forms = useQuery(formsQuery)
  return (
    <>
      <h1>Forms</h1>
      <p className="lead">
        What people are asked before a picture is used. Each use is a question of its own <RuleLink id="C1" />
        . What somebody was shown is kept word for word <RuleLink id="C3" />.
      </p>
      <Loaded query={forms}>
        {(all) => (
          <ul className="plain">
            {all.map((form) => (
              <OneForm key={form.kind} form={form} />
            ))}
          </ul>
        )}
      </Loaded>
    </>
  )
}

function OneForm({ form }: { form: FormRow }) {
  const { name, whom } = KINDS[form.kind]
  return (
    <li className="card">
      <div className="spread">
        <h2>
          <Link to="/forms/$kind" params={{ kind: form.kind }}>
            {name}
          </Link>
        </h2>
        {form.draft_at && <Badge state={{ words: 'Draft', tone: 'warn', icon: 'wait' }} />}
      </div>
      <p>{whom}</p>
      <p className="soft">
        {count(form.asked, 'question')} · {published(form)}
      </p>
      {form.draft_at && (
        <p className="soft">
          Draft changed by {form.draft_by?.name} on {instant(form.draft_at)}:{' '}
          {form.changed.length > 0
            ? count(form.changed.length, 'question differs', 'questions differ')
            : 'no question differs'}
          .
        </p>
      )}
    </li>
  )
}

/** Since when the form is in use, and by whom. */
export function published(form: Pick<FormRow, 'published_at' | 'published_by'>): string {
  if (form.published_at === null) return 'in use as it comes; your school has not changed it'
  return `published by ${form.published_by?.name ?? 'somebody'} on ${instant(form.published_at)}`
}
