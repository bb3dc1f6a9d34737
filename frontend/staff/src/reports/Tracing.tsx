import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import type { ReportDetail, Traced } from '../api/types'
import { Badge, type StateWords } from '../parts/Badge'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { day, instant } from '../parts/wording'
import { likenessesOf } from './likenessesOf'
import { PictureField } from './PictureField'
import { reportQuery, trace, traceSent } from './queries'
import { likeness } from './words'

const SHOWS: StateWords = { words: 'Shown now', tone: 'warn', icon: 'warning' }
const NOT_SHOWN: StateWords = { words: 'Not shown now', tone: 'calm', icon: 'bar' }

/** Is a reported picture one of ours? It is opened in this browser alone; only its likeness is sent (M8). */
export function Tracing({ row }: { row: ReportDetail }) {
  const tracing = useTracing(row.id)
  if (row.images !== 'no' || row.closed_at) return null
  return (
    <section className="card stack" aria-labelledby="tracing">
      <h2 id="tracing">
        Is it one of our pictures? <RuleLink id="M8" />
      </h2>
      {row.likenesses > 0 && (
        <>
          <p>Who reported sent the likeness of a picture: what it looks like, not the picture.</p>
          <button
            type="button"
            className="primary"
            disabled={tracing.isPending}
            onClick={() => tracing.mutate(SENT)}
          >
            Compare it with ours
          </button>
        </>
      )}
      <p>
        {row.likenesses > 0 ? 'Or choose' : 'Choose'} a copy that is safe to handle. It stays on this device:
        your browser works out what it looks like, and only that is compared. Sealed and deleted pictures are
        left out.
      </p>
      <PictureField label="The picture to compare" onChoose={(picture) => tracing.mutate(picture)} />
      <div role="status">
        {tracing.isPending && <p>Comparing…</p>}
        {tracing.data?.length === 0 && <p>It is like none of our pictures.</p>}
      </div>
      {tracing.isError && <ProblemNotice thrown={tracing.error} />}
      <ul className="plain stack">
        {tracing.data?.map((each) => (
          <Match key={each.photo_id} found={each} />
        ))}
      </ul>
    </section>
  )
}

/** Instead of a file: the likenesses that came with the report. */
const SENT = 'sent'

function useTracing(reportId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (file: File | typeof SENT) =>
      file === SENT ? traceSent(reportId) : trace(reportId, await likenessesOf(file)),
    onSuccess: () => queries.invalidateQueries({ queryKey: reportQuery(reportId).queryKey }),
  })
}

function Match({ found }: { found: Traced }) {
  const maySee = useMay('photo:view')
  return (
    <li>
      <h3>
        {likeness(found.distance)}, from ‘{found.event.name}’
      </h3>
      <p className="soft">
        {found.distance} of 256 bits differ. Uploaded {instant(found.uploaded_at)}.{' '}
        {maySee && (
          <Link to="/photos/$photoId" params={{ photoId: found.photo_id }}>
            Open it
          </Link>
        )}
      </p>
      {found.placements.length === 0 && <p>It never went out from here.</p>}
      {found.placements.map((placed) => (
        <Hung key={placed.id} placed={placed} />
      ))}
      <Families found={found} />
    </li>
  )
}

function Hung({ placed }: { placed: Traced['placements'][number] }) {
  return (
    <>
      <p className="row">
        <strong>{placed.channel.name}</strong>
        <Badge state={placed.is_showing ? SHOWS : NOT_SHOWN} />
        <span className="soft">
          {day(placed.placed_at)} to {placed.removed_at ? day(placed.removed_at) : 'now'}
        </span>
      </p>
      {placed.copies.length > 0 && <p>Also here: {placed.copies.join(', ')}.</p>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard */}
      <div className="tablebox" role="region" aria-label={`Answers for ${placed.channel.name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Child</th>
              <th scope="col">When it was placed</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {placed.consulted.map((each) => (
              <tr key={each.child.id}>
                <th scope="row">{each.child.name}</th>
                <td>{each.then}</td>
                <td>{each.now}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Families({ found }: { found: Traced }) {
  const mayView = useMay('child:view')
  if (found.children.length === 0) return <p>No child is named in it.</p>
  return (
    <>
      <p>Families to tell. See on the child’s page who may be written to:</p>
      <ul>
        {found.children.map((child) => (
          <li key={child.id}>
            {mayView ? (
              <Link to="/children/$childId" params={{ childId: child.id }}>
                {child.name}
              </Link>
            ) : (
              child.name
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
