import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { CameDown, TakedownCaseDetail, TakedownTask } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { Pager } from '../parts/Pager'
import { useTitle } from '../parts/title'
import { count, instant } from '../parts/wording'
import { AllGoneDialog } from './AllGoneDialog'
import { InItsPlace } from './InItsPlace'
import { caseQuery, PICTURES_PAGE } from './queries'
import { TaskCard } from './TaskCard'
import { caseState, progress } from './words'

/** One case: what is done and what isn't. */
export function TakedownPage() {
  const { caseId } = useParams({ from: '/takedowns/$caseId' })
  const [offset, setOffset] = useState(0)
  const found = useQuery(caseQuery(caseId, offset))
  useTitle('Takedown')
  return (
    <Loaded query={found} isPage>
      {(row) => (
        <>
          <p>
            <Link to="/takedowns" search={{ show: 'open', from: 0 }}>
              Takedowns
            </Link>
          </p>
          <div className="spread">
            <h1>
              {count(row.pictures, 'picture')} came down {instant(row.opened_at)}
            </h1>
            <Badge state={caseState(row)} />
          </div>
          <HowFar row={row} />
          {row.came_down.map((each) => (
            <Picture key={each.placement_id} down={each} />
          ))}
          <Pager
            what="pictures"
            offset={offset}
            size={PICTURES_PAGE}
            total={row.pictures}
            onOffset={(next) => setOffset(Math.max(0, next))}
          />
        </>
      )}
    </Loaded>
  )
}

function HowFar({ row }: { row: TakedownCaseDetail }) {
  const [isOpen, setIsOpen] = useState(false)
  const mayDo = useMay('takedown:do')
  const byHand = row.came_down.flatMap(({ tasks }) => tasks).filter(isByHand)
  return (
    <section className="card" aria-label="How far it is">
      <p>
        From the moment when it ended, the service shows none of these. <strong>{progress(row)}</strong>
        {row.due_at && ` To be done by ${instant(row.due_at)}.`}
        {row.closed_at && ` Done on ${instant(row.closed_at)}.`}
      </p>
      {mayDo && byHand.length > 1 && (
        <button type="button" onClick={() => setIsOpen(true)}>
          Several are gone…
        </button>
      )}
      {isOpen && <AllGoneDialog tasks={byHand} onClose={() => setIsOpen(false)} />}
    </section>
  )
}

function isByHand(task: TakedownTask): boolean {
  return task.state === 'open' && task.done_by !== 'service'
}

function Picture({ down }: { down: CameDown }) {
  const mayView = useMay('photo:view')
  const { photo_id, channel, shown_again_at, replaced_by, tasks } = down
  return (
    <article className="card stack" aria-label={`A picture in ${channel.name}`}>
      <div className="row">
        {photo_id && mayView && (
          <Link to="/photos/$photoId" params={{ photoId: photo_id }} aria-label="Open the photo">
            <img src={`/api/photos/${photo_id}/thumbnail`} alt="" width={120} loading="lazy" />
          </Link>
        )}
        <div>
          <h2>
            <Link to="/channels/$channelId" params={{ channelId: channel.id }}>
              {channel.name}
            </Link>
          </h2>
          <p>
            {shown_again_at ? `Shown again since ${instant(shown_again_at)}.` : 'Not shown any more.'}
            {replaced_by && ' A covered copy hangs in its place.'}
          </p>
          {down.caption && <p className="soft">{down.caption}</p>}
          {photo_id === null && <p className="soft">Nobody can open this picture any more.</p>}
        </div>
      </div>
      {tasks.length === 0 && <p>No copy elsewhere is known.</p>}
      {tasks.length > 0 && (
        <ul className="plain stack">
          {tasks.map((task) => (
            <TaskCard key={task.id} task={task} />
          ))}
        </ul>
      )}
      {photo_id && !shown_again_at && !replaced_by && <InItsPlace placementId={down.placement_id} />}
    </article>
  )
}
