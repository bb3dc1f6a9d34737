import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'

export function NotFoundPage() {
  useTitle('Not found')
  return (
    <>
      <h1>Not found</h1>
      <p>
        There is no such page. <Link to="/">Go to the first page</Link>
      </p>
    </>
  )
}

export function TroublePage({ error, reset }: ErrorComponentProps) {
  useTitle('Something went wrong')
  return (
    <>
      <h1>Something went wrong</h1>
      <ProblemNotice thrown={error} retry={reset} />
    </>
  )
}
