import { useEffect, useState } from 'react'
import { SignInForm } from '../../accounts/SignInForm'
import { useTitle } from '../../parts/title'
import { instant } from '../../parts/wording'
import { TAKEN_BY } from '../words'
import { LogForm } from './LogForm'
import type { Person } from './person'
import { type Phone, usePhone } from './phone'
import { useOpensWithoutSignal } from './ready'
import styles from './phone.module.css'
import { WaitingLine } from './WaitingLine'

/** A page of its own, for a phone in one hand: log a picture that somebody else took, with a signal or without. */
export function PhonePage() {
  useTitle('Log a picture by others')
  const { phone, log, signIn } = usePhone()
  const { person } = phone
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
          {person.mayLog ? (
            <LogForm
              key={person.id}
              person={person}
              events={phone.events}
              log={(words) => log(person, words)}
            />
          ) : (
            <p className="card">Your role doesn’t log pictures. Ask an administrator of your school.</p>
          )}
          <Arrived phone={phone} />
          <About person={person} signIn={signIn} />
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
      <ul className="plain">
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

function About({ person, signIn }: SignInProps & { person: Person }) {
  const opens = useOpensWithoutSignal()
  return (
    <footer className={styles.below}>
      {opens && <p role="status">This page opens without a signal.</p>}
      <Install />
      <details>
        <summary>You are {person.name}. Not you?</summary>
        <p>
          Sign in as yourself. What {person.name} logged stays on this phone, unseen, until they sign in again
          here.
        </p>
        <SignInForm signIn={signIn} />
      </details>
      <p>
        <a href="/staff/">To the rest of consentsvc</a>
      </p>
    </footer>
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
