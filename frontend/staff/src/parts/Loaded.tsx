import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { asProblem } from '../api/problem'
import { ProblemNotice } from './ProblemNotice'

/** What a query gave, or that it is on its way, or what went wrong with a way to try again; with a heading on a page of its own. */
export function Loaded<Data>({
  query,
  isPage = false,
  children,
}: {
  query: UseQueryResult<Data>
  isPage?: boolean
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) {
    return (
      <>
        {isPage && <h1>{asProblem(query.error).title}</h1>}
        <ProblemNotice thrown={query.error} retry={() => void query.refetch()} />
      </>
    )
  }
  return (
    <p className="soft" role="status">
      Loading…
    </p>
  )
}
