import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asProblem } from '../api/problem'
import { Field } from '../parts/Field'
import { useTitle } from '../parts/title'
import { span } from '../parts/wording'
import { useSessionVerbs } from './session'
import styles from './SignInPage.module.css'

/** Shown in place of any page while nobody is signed in; signing in leads on to that page. */
export function SignInPage() {
  const { signIn } = useSessionVerbs()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const attempt = useMutation({ mutationFn: () => signIn(email, password) })
  useTitle(attempt.isError ? 'Error: Sign in' : 'Sign in')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <main className={styles.page}>
      <form className="card" onSubmit={submit}>
        <h1>Sign in</h1>
        <p className="soft">For staff. Families use the link that their school sent them.</p>
        {attempt.isError && <WhyNot key={attempt.submittedAt} thrown={attempt.error} />}
        <Field label="E-mail address">
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label="Password">
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <button type="submit" className="primary" disabled={attempt.isPending}>
          {attempt.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}

function WhyNot({ thrown }: { thrown: unknown }) {
  const box = useRef<HTMLDivElement>(null)
  const problem = asProblem(thrown)
  useEffect(() => box.current?.focus(), [])
  return (
    <div className="notice" data-tone="bad" role="alert" tabIndex={-1} ref={box}>
      <p>{whyNotSignedIn(problem.status, problem.message, problem.retryAfter)}</p>
    </div>
  )
}

/** The sentence under which a sign-in failed; with how long to wait where there were too many tries. */
export function whyNotSignedIn(status: number, detail: string, retryAfter: number | null): string {
  if (status !== 429) return detail
  return `There were too many tries. Wait ${span(retryAfter ?? 60)}, then try again.`
}
