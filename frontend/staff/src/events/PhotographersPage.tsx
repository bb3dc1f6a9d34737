import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay, useMe } from '../accounts/session'
import type { Photographer, Register } from '../api/types'
import { Badge } from '../parts/Badge'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Lines } from '../parts/Lines'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { instant } from '../parts/wording'
import { EventFrame } from './EventFrame'
import { badgesAddress, inOrder, photographerState } from './photographers'
import styles from './PhotographersPage.module.css'
import { registerQuery, registerVerbs, useRegisterVerb } from './queries'

/** Who takes pictures for the school at this event: checked, signed, with a badge (E4). */
export function PhotographersPage() {
  const { eventId } = useParams({ from: '/events/$eventId/photographers' })
  return (
    <EventFrame eventId={eventId} title="Photographers">
      {() => <RegisterOf eventId={eventId} />}
    </EventFrame>
  )
}

function RegisterOf({ eventId }: { eventId: string }) {
  const register = useQuery(registerQuery(eventId))
  return (
    <>
      <h2>Photographers</h2>
      <Loaded query={register}>{(found) => <Everybody eventId={eventId} register={found} />}</Loaded>
    </>
  )
}

function Everybody({ eventId, register }: { eventId: string; register: Register }) {
  const mayEdit = useMay('event:edit')
  const { photographers, is_needed } = register
  return (
    <>
      <p className="lead">
        {is_needed
          ? 'Everybody who takes pictures for the school is on this register. Pictures of anybody else are not taken in'
          : 'An ordinary event needs no register. You can keep one all the same'}{' '}
        <RuleLink id="E4" />.
      </p>
      {photographers.length === 0 && <p className="card">Nobody is on the register yet.</p>}
      {mayEdit && photographers.some(({ is_complete }) => is_complete) && (
        <p>
          <a className="button" href={badgesAddress(eventId)}>
            Print all badges
          </a>
        </p>
      )}
      {inOrder(photographers).map((row) => (
        <OnePhotographer key={row.id} eventId={eventId} row={row} register={register} />
      ))}
      {mayEdit && <AddPhotographer eventId={eventId} register={register} />}
    </>
  )
}

interface OneProps {
  eventId: string
  row: Photographer
  register: Register
}

function OnePhotographer({ eventId, row, register }: OneProps) {
  const mayEdit = useMay('event:edit')
  const isMe = useMe().id === row.user?.id
  const isOn = row.ended_at === null
  return (
    <section className="card" aria-labelledby={`photographer-${row.id}`}>
      <div className="spread">
        <h3 id={`photographer-${row.id}`}>
          {row.name}
          {isMe && ' (you)'}
        </h3>
        <Badge state={photographerState(row)} />
      </div>
      <Facts row={row} isAll={mayEdit || isMe} />
      {isOn && mayEdit && !isMe && row.missing.includes('identity') && (
        <CheckIdentity eventId={eventId} row={row} />
      )}
      {isOn && isMe && row.missing.includes('identity') && <p>Somebody else checks who you are.</p>}
      {isOn && (mayEdit || isMe) && row.missing.includes('brief') && (
        <SignBrief eventId={eventId} row={row} register={register} isMe={isMe} />
      )}
      {mayEdit && <Verbs eventId={eventId} row={row} />}
    </section>
  )
}

/** isAll: how they came to count too, for those who look after the register, and for themself. */
function Facts({ row, isAll }: { row: Photographer; isAll: boolean }) {
  return (
    <dl className="facts">
      <dt>Badge</dt>
      <dd>Number {row.badge_number}</dd>
      {row.organisation && (
        <>
          <dt>For</dt>
          <dd>{row.organisation}</dd>
        </>
      )}
      {isAll && (
        <>
          <dt>Signs in here</dt>
          <dd>{row.user ? `As ${row.user.name}` : 'No: somebody else adds the pictures'}</dd>
        </>
      )}
      {row.identity_checked_at && (
        <>
          <dt>Identity</dt>
          <dd>
            {row.identity_checked_by?.name ?? 'Somebody'} saw: {row.identity_seen},{' '}
            {instant(row.identity_checked_at)}
          </dd>
        </>
      )}
      {row.brief_signed_at && (
        <>
          <dt>Brief</dt>
          <dd>
            Signed {instant(row.brief_signed_at)}
            {row.brief_signed_to && `, in front of ${row.brief_signed_to.name}`}
            <details>
              <summary>What was signed</summary>
              <Lines text={row.brief_text} className={styles.terms} />
            </details>
          </dd>
        </>
      )}
      {row.ended_at && (
        <>
          <dt>Taken off</dt>
          <dd>
            {isAll && `${row.ended_by?.name ?? 'Somebody'}, `}
            {instant(row.ended_at)}
          </dd>
        </>
      )}
    </dl>
  )
}

function CheckIdentity({ eventId, row }: { eventId: string; row: Photographer }) {
  const [seen, setSeen] = useState('')
  const check = useRegisterVerb(
    eventId,
    (what: string) => registerVerbs(eventId).checkIdentity(row.id, what),
    `You have seen who ${row.name} is.`,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    check.mutate(seen)
  }
  return (
    <form className={styles.check} onSubmit={submit}>
      {check.isError && <ProblemNotice thrown={check.error} />}
      <Field
        label="What you looked at"
        hint="Such as ‘passport’ or ‘press card’. Write no number of it."
        wrong={fieldProblem(check.error, 'seen')}
      >
        <input required maxLength={100} value={seen} onChange={({ target }) => setSeen(target.value)} />
      </Field>
      <button type="submit" disabled={check.isPending}>
        I have checked who it is<span className="hidden">: {row.name}</span>
      </button>
    </form>
  )
}

/** The terms as the school has them now, to be read and signed. */
function SignBrief({ eventId, row, register, isMe }: OneProps & { isMe: boolean }) {
  const [isRead, setIsRead] = useState(false)
  const sign = useRegisterVerb(
    eventId,
    (version: string) => registerVerbs(eventId).sign(row.id, version),
    isMe ? 'You have signed the brief.' : `${row.name} has signed the brief.`,
  )
  return (
    <details>
      <summary>
        {isMe ? 'Read and sign the brief' : 'Have the brief signed'}
        <span className="hidden">: {row.name}</span>
      </summary>
      {sign.isError && <ProblemNotice thrown={sign.error} />}
      <Lines text={register.terms} className={styles.terms} />
      <label className="choice">
        <input type="checkbox" checked={isRead} onChange={({ target }) => setIsRead(target.checked)} />
        <span>
          {isMe
            ? 'I have read this, and I keep to it.'
            : `${row.name} has read this, and signed it in front of me.`}
        </span>
      </label>
      <button
        type="button"
        disabled={!isRead || sign.isPending}
        onClick={() => sign.mutate(register.terms_version)}
      >
        {isMe ? 'Sign it' : 'Note that it is signed'}
      </button>
    </details>
  )
}

function Verbs({ eventId, row }: { eventId: string; row: Photographer }) {
  const verbs = registerVerbs(eventId)
  const end = useRegisterVerb(eventId, verbs.end, `${row.name} is off the register.`, verbs.undoEnd)
  const back = useRegisterVerb(eventId, verbs.undoEnd, `${row.name} is on the register again.`, verbs.end)
  const name = <span className="hidden"> {row.name}</span>
  return (
    <>
      {(end.isError || back.isError) && <ProblemNotice thrown={end.error ?? back.error} />}
      <div className="row">
        {row.is_complete && (
          <a className="button" href={badgesAddress(eventId, row.id)}>
            Print the badge<span className="hidden"> of {row.name}</span>
          </a>
        )}
        {row.is_complete && row.badge_page && (
          <CopyButton text={row.badge_page} what="the badge’s page" isSeen />
        )}
        {row.ended_at === null ? (
          <button
            type="button"
            className="danger"
            disabled={end.isPending}
            onClick={() => end.mutate(row.id)}
          >
            Take off the register{name}
          </button>
        ) : (
          <button type="button" disabled={back.isPending} onClick={() => back.mutate(row.id)}>
            Put back on the register{name}
          </button>
        )}
      </div>
    </>
  )
}

const NOBODY = { name: '', organisation: '', user_id: '' }

function AddPhotographer({ eventId, register }: { eventId: string; register: Register }) {
  const [who, setWho] = useState(NOBODY)
  const add = useRegisterVerb(eventId, registerVerbs(eventId).add, 'On the register. Now check who they are.')
  const choose = (user_id: string) => {
    const name = register.candidates.find(({ id }) => id === user_id)?.name ?? ''
    setWho({ ...who, user_id, name: name || who.name })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { name, organisation, user_id } = who
    add.mutate({ name, organisation, user_id: user_id || null }, { onSuccess: () => setWho(NOBODY) })
  }
  return (
    <section className="card" aria-labelledby="add-heading">
      <h3 id="add-heading">Put somebody on the register</h3>
      <form onSubmit={submit}>
        {add.isError && <ProblemNotice thrown={add.error} />}
        <Field
          label="Signs in here as"
          hint="Then what they add counts as theirs."
          wrong={fieldProblem(add.error, 'user_id')}
        >
          <select value={who.user_id} onChange={({ target }) => choose(target.value)}>
            <option value="">Doesn’t sign in here</option>
            {register.candidates.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Name" hint="As it stands on the badge." wrong={fieldProblem(add.error, 'name')}>
          <input
            required
            maxLength={100}
            autoComplete="off"
            value={who.name}
            onChange={({ target }) => setWho({ ...who, name: target.value })}
          />
        </Field>
        <Field
          label="Organisation"
          hint="A newspaper, a studio; empty for the school’s own staff."
          wrong={fieldProblem(add.error, 'organisation')}
        >
          <input
            maxLength={100}
            value={who.organisation}
            onChange={({ target }) => setWho({ ...who, organisation: target.value })}
          />
        </Field>
        <button type="submit" className="primary" disabled={add.isPending}>
          Put on the register
        </button>
      </form>
    </section>
  )
}
