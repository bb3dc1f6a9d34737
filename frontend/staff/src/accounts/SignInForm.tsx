import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asProblem } from '../api/problem'
import { Field } from '../parts/Field'
import { span } from '../parts/wording'

interface SignInFormProps {
  /** The address that stands there already. */
  known?: string
  signIn: (email: string, password: string) => Promise<void>
  onWrong?: () => void
}

/** E-mail address and password; why it didn't work takes the focus. */
export function SignInForm({ known = '', signIn, onWrong }: SignInFormProps) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const attempt = useMutation({ mutationFn: () => signIn(email, password), onError: () => onWrong?.() })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <form onSubmit={submit}>
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
