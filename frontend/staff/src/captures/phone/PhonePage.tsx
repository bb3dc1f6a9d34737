import { useEffect, useState } from 'react'
import { SignInForm } from '../../accounts/SignInForm'
import { Field } from '../../parts/Field'
import { ProblemNotice } from '../../parts/ProblemNotice'
import { useTitle } from '../../parts/title'
import { instant } from '../../parts/wording'
import { TAKEN_BY } from '../words'
import { LogForm } from './LogForm'
import { ownerOf, type Person } from './person'
import { type Phone, usePhone } from './phone'
import { useOpensWithoutSignal } from './ready'
import styles from './phone.module.css'
import { Refused } from './Refused'
import { WaitingLine } from './WaitingLine'

/** A page of its own, for a phone in one hand: log a picture that somebody else took, with a signal or without. */
export function PhonePage() {
  useTitle('Log a picture by others')
  const { phone, change, log, takeBack, signIn, enter } = usePhone()
  const { person, draft, events, waiting } = phone
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>Log a picture by others</h1>
        {!phone.hasSignal && <p className={styles.signal}>No signal</p>}
      </header>
      {person === undefined && <p role="status">Loading…</p>}
      {person === null && <SignIn phone={phone} signIn={signIn} />}
      {person && (
        <>
          <WaitingLine phone={phone} />
          {person.isSignedOut && <SignInAgain person={person} signIn={signIn} />}
          <Refused phone={phone} takeBack={takeBack} />
          {!phone.keeps && <KeepsNothing />}
          {person.mayLog ? (
            <LogForm
              key={`log ${ownerOf(person)}`}
              draft={draft}
              events={events}
              doesAnyWait={waiting.length > 0}
              change={change}
              log={() => log(person)}
            />
          ) : (
            <p className="card">Your role doesn’t log pictures. Ask an administrator of your school.</p>
          )}
          <Arrived phone={phone} />
          <About key={`about ${ownerOf(person)}`} person={person} signIn={signIn} enter={enter} />
        </>
      )}
    </main>
  )
}

type SignInProps = { signIn: (email: string, password: string) => Promise<void> }

function SignIn({ phone, signIn }: SignInProps & { phone: Phone }) {
  return (
    <section className="card" aria-labelledby="sign-in">
      <h2 id="sign-in">Sign in</h2>
      <p className="soft">
        {phone.hasSignal
          ? 'Once, while there is a signal. Then this page works without one.'
          : 'Signing in takes a signal. Afterwards this page works without one.'}
      </p>
      <SignInForm signIn={signIn} />
    </section>
  )
}

/** Said before anything is written: a private window, or a browser that was told to keep nothing. */
function KeepsNothing() {
  return (
    <p className="notice" data-tone="warn" role="status">
      This browser keeps nothing: what you log goes at once, or stays in the form. For a place without a
      signal, open this page in an ordinary window.
    </p>
  )
}

function SignInAgain({ person, signIn }: SignInProps & { person: Person }) {
  return (
    <section className="notice" data-tone="warn" aria-labelledby="again">
      <h2 id="again">Sign in again</h2>
      <p>
        You have been signed out. You can go on logging as {person.name}: what you log stays on this phone,
        and is sent when you sign in.
      </p>
      <SignInForm known={person.email} signIn={signIn} />
    </section>
  )
}

/** That what was logged is there: the acknowledgement, and no more. */
function Arrived({ phone: { arrived } }: { phone: Phone }) {
  if (arrived.length === 0) return null
  return (
    <details className={styles.below}>
      <summary>What the school has from you ({arrived.length})</summary>
      <ul className="plain stack">
        {arrived.map((each) => (
          <li key={each.received_at + each.happened_at}>
            {TAKEN_BY[each.taken_by]}, {each.place}
            <span className="soft">
              {' '}
              · {instant(each.happened_at)}, arrived {instant(each.received_at)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function About({
  person,
  signIn,
  enter,
}: SignInProps & { person: Person; enter: (schoolId: string) => Promise<void> }) {
  const opens = useOpensWithoutSignal()
  return (
    <footer className={styles.below}>
      {opens && <p role="status">This page opens without a signal.</p>}
      <Install />
      {person.schools.length > 1 && !person.isSignedOut && <School person={person} enter={enter} />}
      <details>
        <summary>
          You are {person.name}, {person.school.name}. Not you?
        </summary>
        <p>
          Sign in as yourself. What {person.name} logged stays on this phone, unseen, until they sign in again
          here.
        </p>
        <SignInForm signIn={signIn} />
      </details>
      <p>
        <a href={person.mayLog ? '/staff/events' : '/staff/'}>To the rest of consentsvc</a>
      </p>
    </footer>
  )
}

/** For which school is logged: for each by itself, as what waits for another stays until that one is chosen. */
function School({ person, enter }: { person: Person; enter: (schoolId: string) => Promise<void> }) {
  const [failed, setFailed] = useState<unknown>(null)
  return (
    <>
      {failed !== null && <ProblemNotice thrown={failed} />}
      <Field label="You log for" hint="What waits for another school is sent when you choose that one.">
        <select
          value={person.school.id}
          onChange={({ target }) => void enter(target.value).then(() => setFailed(null), setFailed)}
        >
          {person.schools.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
    </>
  )
}

interface InstallEvent extends Event {
  prompt: () => Promise<unknown>
}

/** Where the browser offers it. Others have it in their menu. */
function Install() {
  const [offer, setOffer] = useState<InstallEvent | null>(null)
  useEffect(() => {
    const offered = (event: Event) => {
      event.preventDefault()
      setOffer(event as InstallEvent)
    }
    window.addEventListener('beforeinstallprompt', offered)
    return () => window.removeEventListener('beforeinstallprompt', offered)
  }, [])
  if (!offer) return null
  return (
    <p>
      <button type="button" onClick={() => void offer.prompt().then(() => setOffer(null))}>
        Put it on the home screen
      </button>
    </p>
  )
}
