import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { Channel, IssueRow } from '../api/types'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { channelsQuery } from '../publishing/queries'
import { begin, isNewsletter, issuesQuery } from './queries'

export const ISSUE_STATES: Record<IssueRow['state'], StateWords> = {
  draft: { words: 'Draft', tone: 'calm', icon: 'wait' },
  out: { words: 'Out', tone: 'good', icon: 'tick' },
}

/** Every issue of every newsletter, and the way to a new one. */
export function IssuesPage() {
  useTitle('Newsletters')
  const issues = useQuery(issuesQuery)
  const channels = useQuery(channelsQuery)
  const mayWrite = useMay('photo:place')
  return (
    <>
      <h1>Newsletters</h1>
      <p className="lead">
        An issue is put together from cleared pictures and text. It goes out as a page, as an e-mail and as a
        PDF for print. Page and e-mail show a picture only while everybody in it agrees.
      </p>
      <div className="columns">
        <Loaded query={issues}>
          {(all) =>
            all.length === 0 ? (
              <p className="card">No issues yet. {mayWrite && 'Begin the first one here.'}</p>
            ) : (
              <ul className="plain">
                {all.map((issue) => (
                  <IssueCard key={issue.id} issue={issue} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {mayWrite && (
          <Loaded query={channels}>{(all) => <NewIssue newsletters={all.filter(isNewsletter)} />}</Loaded>
        )}
      </div>
    </>
  )
}

function IssueCard({ issue }: { issue: IssueRow }) {
  const when = issue.out_at ? `out on ${day(issue.out_at)}` : `begun on ${day(issue.created_at)}`
  return (
    <li className="card">
      <h2>
        <Link to="/newsletters/$issueId" params={{ issueId: issue.id }}>
          {issue.title}
        </Link>
      </h2>
      <p className="row soft">
        <Badge state={ISSUE_STATES[issue.state]} />
        <span>
          {issue.channel_name} · {count(issue.pictures, 'picture')} · {when}
        </span>
      </p>
    </li>
  )
}

function NewIssue({ newsletters }: { newsletters: readonly Channel[] }) {
  const [chosen, setChosen] = useState('')
  const [title, setTitle] = useState('')
  const channelId = chosen || (newsletters.length === 1 ? (newsletters[0]?.id ?? '') : '')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const making = useMutation({
    mutationFn: () => begin(channelId, title),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['issues'] })
      void navigate({ to: '/newsletters/$issueId', params: { issueId: id } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <section className="card" aria-labelledby="new-issue">
      <h2 id="new-issue">New issue</h2>
      {newsletters.length === 0 ? (
        <p>
          There is no newsletter yet. <Link to="/channels">Make a channel</Link> of the kind ‘Newsletter’.
        </p>
      ) : (
        <form onSubmit={submit}>
          {making.isError && <ProblemNotice thrown={making.error} />}
          <Field label="Newsletter">
            <select required value={channelId} onChange={({ target }) => setChosen(target.value)}>
              <option value="">Choose a newsletter</option>
              {newsletters.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          <Field
            label="Title"
            hint="Such as ‘Spring news’. Families read it."
            wrong={fieldProblem(making.error, 'title')}
          >
            <input required maxLength={150} value={title} onChange={({ target }) => setTitle(target.value)} />
          </Field>
          <button type="submit" className="primary" disabled={making.isPending}>
            Begin this issue
          </button>
        </form>
      )}
    </section>
  )
}
