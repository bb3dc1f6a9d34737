import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi, notFound } from '@tanstack/react-router'
import { useState } from 'react'
import type { FormDetail } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { ReasonList } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { instant } from '../parts/wording'
import styles from './FormPage.module.css'
import { published } from './FormsPage'
import { History } from './History'
import { Preview } from './Preview'
import { PublishDialog } from './PublishDialog'
import { formQuery, useDiscardDraft } from './queries'
import { Questions } from './Questions'
import { formView, TABS } from './view'
import { isFormKind, KINDS } from './words'

const route = getRouteApi('/forms/$kind')

export function FormPage() {
  const { kind } = route.useParams()
  if (!isFormKind(kind)) throw notFound()
  useTitle(`${KINDS[kind].name}: form`)
  const form = useQuery(formQuery(kind))
  return (
    <Loaded query={form} isPage>
      {(found) => <OneForm form={found} />}
    </Loaded>
  )
}

function OneForm({ form }: { form: FormDetail }) {
  const { view = 'words' } = route.useSearch()
  return (
    <>
      <p className={styles.back}>
        <Link to="/forms">All forms</Link>
      </p>
      <h1>Form: {KINDS[form.kind].name.toLowerCase()}</h1>
      <p className="lead">
        {KINDS[form.kind].whom} It is {published(form)}.
      </p>
      {form.draft && <DraftNotice form={form} />}
      <nav className={styles.tabs} aria-label="Parts of the form">
        {Object.entries(TABS).map(([tab, name]) => (
          <Link
            key={tab}
            to="/forms/$kind"
            params={{ kind: form.kind }}
            search={formView({ view: tab })}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {name}
          </Link>
        ))}
      </nav>
      {view === 'words' && <Questions form={form} />}
      {view === 'preview' && <Preview form={form} />}
      {view === 'history' && <History kind={form.kind} />}
    </>
  )
}

function DraftNotice({ form }: { form: FormDetail }) {
  const [isPublishing, setIsPublishing] = useState(false)
  const discarding = useDiscardDraft(form, () => undefined)
  return (
    <div className="notice" data-tone="warn">
      <p>
        <strong>There is a draft.</strong> {form.draft_by?.name} changed it on {instant(form.draft_at ?? '')}.
        Nobody outside sees it before it is published.
      </p>
      {form.problems.length > 0 && (
        <>
          <p>It can’t be published yet:</p>
          <ReasonList reasons={form.problems} />
        </>
      )}
      {discarding.isError && <ProblemNotice thrown={discarding.error} />}
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={form.problems.length > 0}
          onClick={() => setIsPublishing(true)}
        >
          Publish the draft…
        </button>
        <button
          type="button"
          className="danger"
          disabled={discarding.isPending}
          onClick={() => window.confirm('Throw the whole draft away?') && discarding.mutate()}
        >
          Throw the draft away
        </button>
      </div>
      {isPublishing && <PublishDialog form={form} onClose={() => setIsPublishing(false)} />}
    </div>
  )
}
