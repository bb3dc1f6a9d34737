import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ChangeEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { PastPreview } from '../api/types'
import { FileProblems } from '../parts/FileProblems'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { SAID } from '../consent/answers'
import { usePurposeNames } from '../consent/queries'

const COLUMNS =
  'child_ref, guardian_ref, guardian_name, guardian_email, purpose, answer, answered_on, evidence'
const MOST_ROWS = 500

/** What a school has asked before it used the service: first what a file would do, then, on a word, that. */
export function PastAnswersPage() {
  useTitle('Import past answers')
  const [preview, setPreview] = useState<PastPreview | null>(null)
  const reading = useMutation({ mutationFn: readFile, onSuccess: setPreview })
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    target.value = ''
    setPreview(null)
    if (file) reading.mutate(file)
  }
  return (
    <>
      <h1>Import past answers</h1>
      <section className="card" aria-labelledby="file-heading">
        <h2 id="file-heading">1. Choose a file</h2>
        <p>
          A CSV file with a row for each answer that you took before. Nothing changes before you say so. What
          somebody has said here since is never beaten by it.
        </p>
        <details>
          <summary>Which columns it needs</summary>
          <p className="mono">{COLUMNS}</p>
          <p>
            ‘child_ref’ is the child’s number. Of the three columns about the guardian, one is enough.
            ‘answer’ is yes or no. Dates as 2026-05-31. ‘evidence’ says where the paper is; you can leave it
            out.
          </p>
        </details>
        <p className="field">
          <label htmlFor="past-file">CSV file</label>
          <input id="past-file" type="file" accept=".csv,text/csv" onChange={chosen} />
        </p>
        {reading.isPending && <p role="status">Reading the file…</p>}
        {reading.isError && <ProblemNotice thrown={reading.error} />}
      </section>
      {preview && <Preview key={preview.id} preview={preview} />}
    </>
  )
}

function readFile(file: File): Promise<PastPreview> {
  return answer(
    api.POST('/api/past-answers/imports', {
      params: { query: { file_name: file.name } },
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'text/csv' },
    }),
  )
}

function Preview({ preview }: { preview: PastPreview }) {
  const applying = useApply(preview.id)
  if (applying.isSuccess) return <Applied result={applying.data} />
  return (
    <section className="card" aria-labelledby="preview-heading">
      <h2 id="preview-heading">2. Look at what would happen</h2>
      <p role="status">
        {count(preview.added, 'answer')} to take over, {preview.unchanged} left as they are.
      </p>
      <FileProblems problems={preview.problems} />
      <Rows rows={preview.rows} />
      {applying.isError && <ProblemNotice thrown={applying.error} />}
      {preview.can_apply ? (
        <button
          type="button"
          className="primary"
          disabled={applying.isPending}
          onClick={() => applying.mutate()}
        >
          {applying.isPending ? 'Taking them over…' : 'Take these answers over'}
        </button>
      ) : (
        <p>
          <strong>Nothing can be taken over yet.</strong> Correct the file, then choose it again.
        </p>
      )}
    </section>
  )
}

type Row = PastPreview['rows'][number]

const CHANGES: Record<Row['change'], string> = {
  added: 'Taken over',
  already_here: 'Here already',
  answered_here: 'Answered here since',
  newer_in_file: 'A newer row counts',
  left: 'Has left',
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const purposeName = usePurposeNames()
  if (rows.length === 0) return null
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keys
    <div className="tablebox" role="region" aria-label="The rows of the file" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Child</th>
            <th scope="col">Who</th>
            <th scope="col">Purpose</th>
            <th scope="col">Answer</th>
            <th scope="col">What happens</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={row.row}>
              <td>{row.row}</td>
              <td>{row.child}</td>
              <td>{row.guardian}</td>
              <td>{purposeName(row.purpose)}</td>
              <td>
                {SAID[row.said]}
                <div className="soft">{day(row.answered_on)}</div>
              </td>
              <td>
                {CHANGES[row.change]}
                {!row.counts && <div className="soft">can’t agree for this child: it allows nothing</div>}
                {row.evidence && <div className="soft">{row.evidence}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p className="soft">And {rows.length - MOST_ROWS} more rows.</p>}
    </div>
  )
}

function useApply(importId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/past-answers/imports/{import_id}/apply', {
          params: { path: { import_id: importId } },
        }),
      ),
    onSuccess: () => {
      for (const kind of ['standing', 'answers', 'conflicts']) {
        void queries.invalidateQueries({ queryKey: [kind] })
      }
    },
  })
}

function Applied({ result }: { result: { added: number; unchanged: number } }) {
  return (
    <section className="card" role="status">
      <h2>Taken over</h2>
      <p>
        {count(result.added, 'answer')} taken over, {result.unchanged} left as they are.{' '}
        <Link to="/children">See the children</Link>
      </p>
    </section>
  )
}
