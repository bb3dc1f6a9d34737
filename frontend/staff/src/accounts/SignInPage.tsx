import { useState } from 'react'
import { useTitle } from '../parts/title'
import { useSessionVerbs } from './session'
import { SignInForm } from './SignInForm'
import styles from './SignInPage.module.css'

/** Shown in place of any page while nobody is signed in; signing in leads on to that page. */
export function SignInPage() {
  const { signIn } = useSessionVerbs()
  const [isWrong, setIsWrong] = useState(false)
  useTitle(isWrong ? 'Error: Sign in' : 'Sign in')
  return (
    <main className={styles.page}>
      <div className="card">
        <h1>Sign in</h1>
        <p className="soft">For staff. Families use the link that their school sent them.</p>
        <SignInForm signIn={signIn} onWrong={() => setIsWrong(true)} />
      </div>
    </main>
  )
}
