import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { OptOut, SchoolEvent } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { instant } from '../parts/wording'
import { languageName } from '../roster/languages'
import { ChildSearch, type Found } from './ChildSearch'
import { EventFrame } from './EventFrame'
import { counting, howItCounts, isUnsure, loudestFirst, optOutState } from './optOuts'
import { optOutsQuery, optOutVerbs, useOptOutVerb } from './queries'

/** Who was opted out of this event's photography, without an account, and whom it counts for (E3). */
export function OptOutsPage() {
  const { eventId } = useParams({ from: '/events/$eventId/opt-outs' })
  return (
    <EventFrame eventId={eventId} title="Opt-outs">
      {(event) => <OptOutsOf event={event} />}
    </EventFrame>
  )
}

function OptOutsOf({ event }: { event: SchoolEvent }) {
  const optOuts = useQuery(optOutsQuery(event.id))
  return (
    <>
      <h2>Opt-outs</h2>
      <p className="lead">
        Anybody can opt a child out with the code on the notices, up to and on the day. It counts at once{' '}
        <RuleLink id="E3" />. A later yes for this event, by somebody who can agree, undoes it for that use{' '}
        <RuleLink id="C9" />.
      </p>
      <Loaded query={optOuts}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="card">Nobody was opted out so far.</p>}
            {loudestFirst(items).map((row) => (
              <OneOptOut key={row.id} row={row} />
            ))}
          </>
        )}
      </Loaded>
    </>
  )
}

function OneOptOut({ row }: { row: OptOut }) {
  const maySettle = useMay('answer:record')
  return (
    <section className="card stack" aria-labelledby={`opt-out-${row.id}`}>
      <div className="spread">
        <h3 id={`opt-out-${row.id}`}>
          ‘<bdi>{row.child_name}</bdi>’
        </h3>
        <Badge state={optOutState(row)} />
      </div>
      <Words row={row} />
      <Children row={row} maySettle={maySettle} />
      {row.state === 'settled' && row.children.length === 0 && <p>Settled: {row.why}</p>}
      {row.state !== 'settled' && row.why_again && <p>It was settled, and opened again: {row.why_again}</p>}
      {row.settled_by && row.settled_at && (
        <p className="soft">
          {row.settled_by}, {instant(row.settled_at)}
        </p>
      )}
      {maySettle && row.state === 'settled' && <Reopening row={row} />}
      {maySettle && isUnsure(row) && <Settling row={row} />}
      {maySettle && row.state === 'matched' && !isUnsure(row) && (
        <details>
          <summary>
            Another child was meant<span className="hidden">: {row.child_name}</span>
          </summary>
          <p className="soft">It then counts for that child too. End it for the other one afterwards.</p>
          <Matching row={row} />
        </details>
      )}
    </section>
  )
}

/** What whoever sent it wrote. */
function Words({ row }: { row: OptOut }) {
  return (
    <dl className="facts">
      {row.class_or_group && (
        <>
          <dt>Class or group</dt>
          <dd>{row.class_or_group}</dd>
        </>
      )}
      {row.looks && (
        <>
          <dt>Looks</dt>
          <dd>{row.looks}</dd>
        </>
      )}
      <dt>Sent</dt>
      <dd>
        {instant(row.at)}
        {row.language !== 'en' && `, in ${languageName(row.language)}`}
      </dd>
    </dl>
  )
}

interface PartProps {
  row: OptOut
  maySettle: boolean
}

function Children({ row, maySettle }: PartProps) {
  if (row.children.length === 0) return null
  return (
    <ul className="plain stack">
      {row.children.map((child) => (
        <li key={child.id}>
          <Link to="/children/$childId" params={{ childId: child.id }}>
            {child.name}
          </Link>{' '}
          <span className="soft">{child.class_name}</span>
          <br />
          {howItCounts(child)}
          {child.counts && child.why_again && ` It was ended, and counts again: ${child.why_again}`}
          {child.counts && !child.takes_part && <NotListed eventId={row.event_id} child={child} />}
          {maySettle && child.counts && child.is_certain && <Ending row={row} child={child} />}
          {maySettle && !child.counts && row.state === 'matched' && <CountAgain row={row} child={child} />}
        </li>
      ))}
    </ul>
  )
}

/** Whoever was opted out may come all the same: nobody looks for them among those who take part (E6). */
function NotListed({ eventId, child }: { eventId: string; child: OptOut['children'][number] }) {
  return (
    <p className="notice" data-tone="warn">
      {child.name} is not on the list of who takes part. So everybody who looks at a picture of the crowd has
      to look for them too, until you end this, whatever the family says later <RuleLink id="E6" />. If they
      come, put them on{' '}
      <Link to="/events/$eventId/participants" params={{ eventId }}>
        the list
      </Link>
      . If not, {child.is_certain ? 'end it here' : 'say below who is meant, then end it for them'}.
    </p>
  )
}

interface OfChildProps {
  row: OptOut
  child: OptOut['children'][number]
}

function CountAgain({ row, child }: OfChildProps) {
  const undo = useOptOutVerb(
    row.event_id,
    (why: string) => optOutVerbs(row.id).undoEnd(child.id, why),
    `It counts for ${child.name} again.`,
  )
  return (
    <details>
      <summary>
        Have it count again<span className="hidden"> for {child.name}</span>
      </summary>
      <TextForm
        label="Why it counts again"
        hint="Who told you, and what they said. It counts at once."
        button="It counts again"
        verb={undo}
      />
    </details>
  )
}

function Reopening({ row }: { row: OptOut }) {
  const reopen = useOptOutVerb(
    row.event_id,
    (why: string) => optOutVerbs(row.id).undoSettle(why),
    row.children.length > 0 ? 'Opened again: it counts at once.' : 'Opened again: say who it is.',
  )
  return (
    <details>
      <summary>
        Open it again<span className="hidden">: {row.child_name}</span>
      </summary>
      <TextForm
        label="Why it is opened again"
        hint={
          row.children.length > 0
            ? 'Who told you, and what they said. It counts at once for whom it counted before.'
            : 'Who told you, and what they said. No picture of this event goes out until somebody says who it is.'
        }
        button="Open this opt-out again"
        verb={reopen}
      />
    </details>
  )
}

function Ending({ row, child }: OfChildProps) {
  const end = useOptOutVerb(
    row.event_id,
    (why: string) => optOutVerbs(row.id).end(child.id, why),
    `It no longer counts for ${child.name}.`,
  )
  return (
    <details>
      <summary>
        End it<span className="hidden"> for {child.name}</span>
      </summary>
      <TextForm
        label="Why it ends"
        hint="Ask the family first. Say whom you asked, and what they said."
        button="End this opt-out"
        verb={end}
      />
    </details>
  )
}

function Settling({ row }: { row: OptOut }) {
  const settle = useOptOutVerb(
    row.event_id,
    (why: string) => optOutVerbs(row.id).settle(why),
    'Settled: it is about no child of yours.',
  )
  return (
    <>
      <Matching row={row} />
      <details>
        <summary>
          Not a child of ours<span className="hidden">: {row.child_name}</span>
        </summary>
        <TextForm
          label="How you know"
          hint="A visitor’s child, say. Tell whoever takes pictures: they are still to be left out."
          button="It is no child of ours"
          verb={settle}
        />
      </details>
    </>
  )
}

/** Says whom it is about: of those who may be meant, and of others who are found by their name. */
function Matching({ row }: { row: OptOut }) {
  const [others, setOthers] = useState<readonly Found[]>([])
  const [chosen, setChosen] = useState<readonly string[]>([])
  const match = useOptOutVerb(
    row.event_id,
    (ids: string[]) => optOutVerbs(row.id).match(ids),
    'It counts for this child now.',
  )
  const candidates: Found[] = [...(isUnsure(row) ? counting(row.children) : []), ...others]
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  const add = (child: Found) => {
    if (!candidates.some(({ id }) => id === child.id)) setOthers([...others, child])
    if (!chosen.includes(child.id)) setChosen([...chosen, child.id])
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    match.mutate([...chosen])
  }
  const names = candidates.filter(({ id }) => chosen.includes(id)).map(({ name }) => name)
  return (
    <form onSubmit={submit}>
      {match.isError && <ProblemNotice thrown={match.error} />}
      <fieldset>
        <legend>
          Who is it?<span className="hidden"> ‘{row.child_name}’</span>
        </legend>
        {candidates.map((child) => (
          <label key={child.id} className="choice">
            <input type="checkbox" checked={chosen.includes(child.id)} onChange={() => toggle(child.id)} />
            <span>
              {child.name} <span className="soft">{child.class_name}</span>
            </span>
          </label>
        ))}
        <ChildSearch label="Find a child by name" onFound={add} />
      </fieldset>
      <button type="submit" className="primary" disabled={chosen.length === 0 || match.isPending}>
        {chosen.length === 0
          ? 'It is about …'
          : `It is about ${new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)}`}
      </button>
    </form>
  )
}
