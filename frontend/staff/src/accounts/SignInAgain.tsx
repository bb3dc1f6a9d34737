import { useEffect, useRef } from 'react'
import { useMe, useSessionVerbs } from './session'
import styles from './SignInAgain.module.css'
import { SignInForm } from './SignInForm'

/** The session has ended over work that isn't saved. The page waits, unseen, for the same person to sign in again. */
export function SignInAgain() {
  const me = useMe()
  const { signInAgain, forget } = useSessionVerbs()
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = box.current
    const before = document.activeElement
    dialog?.showModal()
    dialog?.querySelector<HTMLInputElement>('input[type=password]')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      className={styles.again}
      closedby="none"
      aria-labelledby="again-heading"
      // A browser may close it all the same at a second Escape: nobody is signed in, so it opens again.
      onCancel={(event) => event.preventDefault()}
      onClose={() => box.current?.showModal()}
    >
      <h2 id="again-heading">Sign in again</h2>
      <p>
        You have been signed out. What isn’t saved yet is still here: sign in as {me.name}, and it is saved.
      </p>
      <SignInForm known={me.email} signIn={(email, password) => signInAgain(me, email, password)} />
      <p className={styles.leave}>
        <button type="button" className="quiet" onClick={forget}>
          Leave without saving
        </button>
      </p>
    </dialog>
  )
}
