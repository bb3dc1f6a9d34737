import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { ISSUE_STATES } from './IssuesPage'
import { Editor } from './Editor'
import { Out } from './Out'
import { Parts } from './Parts'
import { issueQuery } from './queries'

/** One issue: written while it is a draft, then how it is out. */
export function IssuePage() {
  const { issueId } = useParams({ from: '/newsletters/$issueId' })
  const query = useQuery({ ...issueQuery(issueId), refetchOnWindowFocus: false })
  const mayWrite = useMay('photo:place')
  useTitle(query.data?.title ?? 'Newsletter')
  return (
    <Loaded query={query} isPage>
      {(issue) =>
        issue.state === 'draft' && mayWrite ? (
          <Editor key={`${issue.id} ${issue.state}`} issue={issue} />
        ) : (
          <>
            <div className="spread">
              <h1>{issue.title}</h1>
              <Badge state={ISSUE_STATES[issue.state]} />
            </div>
            {issue.state === 'out' && mayWrite && <Out issue={issue} />}
            <h2>What is in it</h2>
            <Parts parts={issue.parts} />
          </>
        )
      }
    </Loaded>
  )
}
