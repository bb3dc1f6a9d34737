import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { EventNotices, NoticeKind, SchoolEvent } from '../api/types'
import { Badge } from '../parts/Badge'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { count, instant } from '../parts/wording'
import { languageName } from '../roster/languages'
import { EventFrame } from './EventFrame'
import { GIVEN, NOT_GIVEN, NOTICES, printAddress, standing } from './notices'
import { noticesQuery, useSayNotice } from './queries'

type Notice = EventNotices['notices'][number]

/** What tells people that pictures are taken: to print, to give, to confirm (E2). */
export function NoticesPage() {
  const { eventId } = useParams({ from: '/events/$eventId/notices' })
  return (
    <EventFrame eventId={eventId} title="Notices">
      {(event) => <Notices event={event} />}
    </EventFrame>
  )
}

function Notices({ event }: { event: SchoolEvent }) {
  const notices = useQuery(noticesQuery(event.id))
  return (
    <>
      <h2>Notices</h2>
      <Loaded query={notices}>{(found) => <All eventId={event.id} found={found} />}</Loaded>
    </>
  )
}

function All({ eventId, found }: { eventId: string; found: EventNotices }) {
  const [languages, setLanguages] = useState<readonly string[]>(found.languages)
  const { are_needed, missing } = found
  const tone = !are_needed ? undefined : missing.length > 0 ? 'warn' : 'good'
  return (
    <>
      <div className="notice" data-tone={tone}>
        <p role="status">
          {standing(found)} {are_needed && <RuleLink id="E2" />}
        </p>
      </div>
      <Printing eventId={eventId} all={found.languages} chosen={languages} onChoose={setLanguages} />
      {found.notices.map((notice) => (
        <OneNotice
          key={notice.kind}
          eventId={eventId}
          notice={notice}
          isNeeded={are_needed}
          languages={languages}
        />
      ))}
      <PublicPage address={found.public_page} />
    </>
  )
}

interface PrintingProps {
  eventId: string
  all: readonly string[]
  chosen: readonly string[]
  onChoose: (chosen: readonly string[]) => void
}

/** In which languages the notices are printed; a page for each. */
function Printing({ eventId, all, chosen, onChoose }: PrintingProps) {
  const toggle = (code: string) =>
    onChoose(all.filter((each) => (each === code ? !chosen.includes(each) : chosen.includes(each))))
  return (
    <section className="card" aria-labelledby="print-heading">
      <h3 id="print-heading">Print them</h3>
      <fieldset>
        <legend>Languages</legend>
        <div className="row">
          {all.map((code) => (
            <label key={code} className="choice">
              <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} />
              <span lang={code}>{languageName(code)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {chosen.length > 0 ? (
        <p>
          <a className="button" href={printAddress(eventId, [], chosen)}>
            Print all four ({count(4 * chosen.length, 'page')})
          </a>
        </p>
      ) : (
        <p>Choose a language first.</p>
      )}
    </section>
  )
}

interface OneNoticeProps {
  eventId: string
  notice: Notice
  isNeeded: boolean
  languages: readonly string[]
}

function OneNotice({ eventId, notice, isNeeded, languages }: OneNoticeProps) {
  const { name, about } = NOTICES[notice.kind]
  const mayEdit = useMay('event:edit')
  return (
    <section className="card" aria-labelledby={`notice-${notice.kind}`}>
      <div className="spread">
        <h3 id={`notice-${notice.kind}`}>{name}</h3>
        {(isNeeded || notice.is_given) && <Badge state={notice.is_given ? GIVEN : NOT_GIVEN} />}
      </div>
      <p>{about}</p>
      {notice.is_given && notice.at && (
        <p className="soft">
          {notice.how && `${notice.how.replace(/\.$/, '')}. `}
          {notice.by?.name ?? 'Somebody'}, {instant(notice.at)}
        </p>
      )}
      <div className="row">
        {languages.length > 0 && (
          <a className="button" href={printAddress(eventId, [notice.kind], languages)}>
            Print<span className="hidden"> the {name.toLowerCase()}</span>
          </a>
        )}
        {mayEdit && notice.is_given && <TakeBack eventId={eventId} notice={notice} />}
      </div>
      {mayEdit && isNeeded && !notice.is_given && <Confirm eventId={eventId} kind={notice.kind} />}
    </section>
  )
}

function Confirm({ eventId, kind }: { eventId: string; kind: NoticeKind }) {
  const [how, setHow] = useState('')
  const say = useSayNotice(eventId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    say.mutate({ kind, is_given: true, how })
  }
  return (
    <details>
      <summary>
        Confirm that it was given<span className="hidden">: {NOTICES[kind].name}</span>
      </summary>
      <form onSubmit={submit}>
        {say.isError && <ProblemNotice thrown={say.error} />}
        <Field label="How and where" hint={NOTICES[kind].how} wrong={fieldProblem(say.error, 'how')}>
          <input value={how} maxLength={300} required onChange={({ target }) => setHow(target.value)} />
        </Field>
        <button type="submit" className="primary" disabled={say.isPending}>
          Confirm it in my name
        </button>
      </form>
    </details>
  )
}

function TakeBack({ eventId, notice }: { eventId: string; notice: Notice }) {
  const say = useSayNotice(eventId)
  return (
    <>
      <button
        type="button"
        disabled={say.isPending}
        onClick={() => say.mutate({ kind: notice.kind, is_given: false, how: notice.how })}
      >
        Take the confirmation back<span className="hidden">: {NOTICES[notice.kind].name}</span>
      </button>
      {say.isError && <ProblemNotice thrown={say.error} />}
    </>
  )
}

/** Where the code on each notice leads. */
function PublicPage({ address }: { address: string }) {
  return (
    <section className="card" aria-labelledby="public-heading">
      <h3 id="public-heading">The page behind the code</h3>
      <p>
        Anybody can read there what is photographed, and opt a child out, without an account. It counts at
        once <RuleLink id="E3" />.
      </p>
      <p className="row">
        <a href={address} className="mono">
          {address}
        </a>
        <CopyButton text={address} what="its address" />
      </p>
    </section>
  )
}
