import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ChangeEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { RosterPreview } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { count } from '../parts/wording'

const COLUMNS =
  'ref, first_name, last_name, born_on, class, guardian_1_ref, guardian_1_name, guardian_1_email, guardian_1_phone, guardian_1_relationship, guardian_1_responsibility'

/** A class list from a file: first what it would change, then, on a word, the change. */
export function ImportPage() {
  useTitle('Import a list')
  const [preview, setPreview] = useState<RosterPreview | null>(null)
  const reading = useMutation({ mutationFn: readFile, onSuccess: setPreview })
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    target.value = ''
    setPreview(null)
    if (file) reading.mutate(file)
  }
  return (
    <>
      <h1>Import a list</h1>
      <section className="card" aria-labelledby="file-heading">
        <h2 id="file-heading">1. Choose a file</h2>
        <p>A CSV file with a row for each child. Nothing changes before you say so.</p>
        <details>
          <summary>Which columns it needs</summary>
          <p className="mono">{COLUMNS}</p>
          <p>
            Dates as 2016-05-31. ‘guardian_1_responsibility’ is yes or no. A second parent or carer has the
            same columns with guardian_2, and so on. Leave out the guardians’ columns if you like.
          </p>
        </details>
        <p className="field">
          <label htmlFor="roster-file">CSV file</label>
          <input id="roster-file" type="file" accept=".csv,text/csv" onChange={chosen} />
        </p>
        {reading.isPending && <p role="status">Reading the file…</p>}
        {reading.isError && <ProblemNotice thrown={reading.error} />}
      </section>
      {preview && <Preview key={preview.id} preview={preview} />}
    </>
  )
}

function readFile(file: File): Promise<RosterPreview> {
  return answer(
    api.POST('/api/roster/imports', {
      params: { query: { file_name: file.name } },
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'text/csv' },
    }),
  )
}

function Preview({ preview }: { preview: RosterPreview }) {
  const applying = useApply(preview.id)
  if (applying.isSuccess) return <Applied result={applying.data} />
  return (
    <section className="card" aria-labelledby="preview-heading">
      <h2 id="preview-heading">2. Look at what would change</h2>
      <p role="status">
        {count(preview.added, 'child', 'children')} new, {preview.changed} changed, {preview.unchanged} as
        before.
      </p>
      <NotInFile number={preview.not_in_file} />
      <BadRows problems={preview.problems} />
      <Rows rows={preview.rows} />
      {applying.isError && <ProblemNotice thrown={applying.error} />}
      {preview.can_apply ? (
        <button
          type="button"
          className="primary"
          disabled={applying.isPending}
          onClick={() => applying.mutate()}
        >
          {applying.isPending ? 'Importing…' : 'Import this list'}
        </button>
      ) : (
        <p>
          <strong>Nothing can be imported yet.</strong> Correct the file, then choose it again.
        </p>
      )}
    </section>
  )
}

function NotInFile({ number }: { number: number }) {
  if (number === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <p>
        <strong>{count(number, 'child is', 'children are')} on the roster, but not in this file.</strong> They
        stay as they are. Has somebody left? Mark them as left on their own page.
      </p>
    </div>
  )
}

function BadRows({ problems }: { problems: RosterPreview['problems'] }) {
  if (problems.length === 0) return null
  return (
    <div className="notice" data-tone="bad" role="alert">
      <h3>{count(problems.length, 'thing')} to correct in the file</h3>
      <ul>
        {problems.map((problem) => (
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
    </div>
  )
}

const CHANGES = { added: 'New', changed: 'Changed', unchanged: 'As before' } as const

function Rows({ rows }: { rows: RosterPreview['rows'] }) {
  const telling = rows.filter((row) => row.change !== 'unchanged')
  if (telling.length === 0) return null
  return (
    <div className="tablebox">
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Name</th>
            <th scope="col">Class</th>
            <th scope="col">What changes</th>
          </tr>
        </thead>
        <tbody>
          {telling.map((row) => (
            <tr key={row.row}>
              <td>{row.row}</td>
              <td>{row.name}</td>
              <td>{row.class_name ?? '–'}</td>
              <td>
                {CHANGES[row.change]}
                {row.change === 'changed' && inWords(row.columns)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** ': last name, guardian 1 phone'. */
function inWords(columns: readonly string[]): string {
  return columns.length === 0 ? '' : `: ${columns.join(', ').replaceAll('_', ' ')}`
}

function useApply(importId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/roster/imports/{import_id}/apply', { params: { path: { import_id: importId } } }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['children'] })
      void queries.invalidateQueries({ queryKey: ['classes'] })
    },
  })
}

function Applied({ result }: { result: { added: number; changed: number; unchanged: number } }) {
  return (
    <section className="card" role="status">
      <h2>Imported</h2>
      <p>
        {count(result.added, 'child', 'children')} added, {result.changed} changed, {result.unchanged} as
        before. <Link to="/children">See the children</Link>
      </p>
    </section>
  )
}
