import { useState } from 'react'
import { Pager } from './Pager'
import { count } from './wording'

const AT_ONCE = 50

interface FileProblem {
  row: number
  column: string | null
  message: string
}

/** What has to be corrected in a file, row by row, in pages; nothing where there is nothing. */
export function FileProblems({ problems }: { problems: readonly FileProblem[] }) {
  const [offset, setOffset] = useState(0)
  if (problems.length === 0) return null
  return (
    <div className="notice" data-tone="bad" role="alert">
      <h3>{count(problems.length, 'thing')} to correct in the file</h3>
      <ul>
        {problems.slice(offset, offset + AT_ONCE).map((problem) => (
          <li key={`${problem.row} ${problem.column} ${problem.message}`}>
            Row {problem.row}
            {problem.column && (
              <>
                , <span className="mono">{problem.column}</span>
              </>
            )}
            : {problem.message}
          </li>
        ))}
      </ul>
      <Pager what="Problems" offset={offset} size={AT_ONCE} total={problems.length} onOffset={setOffset} />
    </div>
  )
}
