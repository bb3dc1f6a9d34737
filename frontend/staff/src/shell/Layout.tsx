import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { MeContext, useMe, useSession, useSessionVerbs } from '../accounts/session'
import { SignInAgain } from '../accounts/SignInAgain'
import { SignInPage } from '../accounts/SignInPage'
import type { Me } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { asProblem } from '../api/problem'
import { Readiness } from '../reports/Readiness'
import { Menu, MenuWaiting, PlacesBeside } from './Menu'
import { FAMILIES, firstPlace, menuFor } from './places'
import styles from './Layout.module.css'

/** The frame of every page: who is signed in, where one can go, and the page itself; or the sign-in. */
export function Layout() {
  const { session, hasEnded } = useSession()
  if (session.data) return <SignedIn me={session.data} hasEnded={hasEnded} />
  return (
    <>
      <header className={styles.header}>
        <span className={styles.name}>consentsvc</span>
      </header>
      {session.data === null && <SignInPage />}
      {session.isError && (
        <main className={styles.main}>
          <ProblemNotice thrown={session.error} retry={() => void session.refetch()} />
        </main>
      )}
    </>
  )
}

function SignedIn({ me, hasEnded }: { me: Me; hasEnded: boolean }) {
  const main = useRef<HTMLElement>(null)
  const path = useLocation({ select: (location) => location.pathname })
  const firstPath = useRef(path)
  useEffect(() => {
    // A new page: the keyboard and the screen reader start at its top, as they would after a real load.
    if (firstPath.current !== path) main.current?.focus()
    firstPath.current = path
  }, [path])
  return (
    <MeContext value={me}>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <Header key={path} path={path} />
      {/* Another school is another world, and so is another person: nothing on the page outlives the switch. */}
      <main id="main" className={styles.main} tabIndex={-1} ref={main} key={`${me.id} ${me.school.id}`}>
        <BackToFamilies path={path} />
        {path === firstPlace(me.permissions) && path !== '/reports' && <Readiness />}
        <Outlet />
        {path === '/reports' && <Readiness />}
      </main>
      {hasEnded && <SignInAgain />}
    </MeContext>
  )
}

/** On a phone it is one line, and the menu folds out below it; over a photo the school waits there too, for the picture's sake. */
function Header({ path }: { path: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const fold = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !isOpen) return
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape folds the menu from wherever one is in it
    <header
      className={styles.header}
      data-open={isOpen || undefined}
      data-over-photo={path.startsWith('/photos/') || undefined}
      onKeyDown={fold}
    >
      <Link to="/" className={styles.name}>
        consentsvc
      </Link>
      <SchoolName />
      <button
        type="button"
        className={`small ${styles.fold}`}
        ref={button}
        aria-expanded={isOpen}
        aria-controls="menu"
        onClick={() => setIsOpen(!isOpen)}
      >
        Menu
        {!isOpen && <MenuWaiting />}
      </button>
      <Menu path={path} />
      <Account />
      <PlacesBeside path={path} />
    </header>
  )
}

function SchoolName() {
  const me = useMe()
  const { switchSchool } = useSessionVerbs()
  const toast = useToast()
  if (me.schools.length < 2) return <span className={styles.school}>{me.school.name}</span>
  const change = (schoolId: string) => {
    switchSchool(schoolId).catch((thrown: unknown) => toast(asProblem(thrown).message))
  }
  return (
    <select
      className={styles.school}
      aria-label="School"
      value={me.school.id}
      onChange={(event) => change(event.target.value)}
    >
      {me.schools.map((school) => (
        <option key={school.id} value={school.id}>
          {school.name}
        </option>
      ))}
    </select>
  )
}

/** The way back from a page that stands on the Families page, for whoever sees that page. */
function BackToFamilies({ path }: { path: string }) {
  const me = useMe()
  const has = menuFor(me.permissions).some(({ label }) => label === 'Families')
  if (!has || !FAMILIES.some(({ to }) => to === path)) return null
  return (
    <p className={styles.back}>
      <Link to="/families">Families</Link>
    </p>
  )
}

function Account() {
  const me = useMe()
  const { signOut } = useSessionVerbs()
  const toast = useToast()
  return (
    <div className={styles.account}>
      <span title={me.email}>{me.name}</span>
      <button
        type="button"
        className="small"
        onClick={() => void signOut().catch((thrown: unknown) => toast(asProblem(thrown).message))}
      >
        Sign out
      </button>
    </div>
  )
}
