import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ImportChange, ImportResult, RosterPreview } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { FileProblems } from '../parts/FileProblems'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { importRowsQuery, missingQuery, ROWS_AT_ONCE, useApply } from './imports'
import { Pager } from '../parts/Pager'

const KINDS: readonly { change: ImportChange; words: string }[] = [
  { change: 'added', words: 'new' },
  { change: 'changed', words: 'changed' },
  { change: 'returned', words: 'back again' },
  { change: 'left', words: 'left' },
  { change: 'unchanged', words: 'as before' },
]

/** '2 new, 1 changed, 1 left, 40 as before'. */
function inWords(counts: Record<ImportChange, number>): string {
  const told = KINDS.filter(
    ({ change }) => counts[change] > 0 || (change !== 'returned' && change !== 'left'),
  )
  return told.map(({ change, words }) => `${counts[change].toLocaleString('en-GB')} ${words}`).join(', ')
}

/** What the file would change, each list in pages; then, on a word, the change. */
export function ImportPreview({ preview, hasChoices }: { preview: RosterPreview; hasChoices: boolean }) {
  const applying = useApply(preview.id)
  const [haveLeft, setHaveLeft] = useState(false)
  const [typed, setTyped] = useState('')
  if (applying.isSuccess) return <Applied result={applying.data} />
  const isConfirmed = !haveLeft || !preview.are_many_missing || typed.trim() === String(preview.not_in_file)
  return (
    <section className="card" aria-labelledby="preview-heading">
      <h2 id="preview-heading">Look at what would change</h2>
      <p role="status">{inWords(preview)}.</p>
      <Notes notes={preview.notes} />
      <FileProblems problems={preview.problems} />
      {preview.can_apply && (
        <Missing
          preview={preview}
          haveLeft={haveLeft}
          onHaveLeft={setHaveLeft}
          typed={typed}
          onTyped={setTyped}
        />
      )}
      <Lists preview={preview} />
      {applying.isError && <ProblemNotice thrown={applying.error} />}
      {preview.can_apply ? (
        <button
          type="button"
          className="primary"
          disabled={applying.isPending || !isConfirmed}
          onClick={() => applying.mutate(haveLeft ? preview.not_in_file : null)}
        >
          {applying.isPending ? 'Importing…' : 'Import this list'}
        </button>
      ) : (
        <p>
          <strong>Nothing can be imported yet.</strong>{' '}
          {hasChoices && 'Change what you said above, or correct the file and choose it again.'}
          {!hasChoices && 'Correct the file, then choose it again.'}
        </p>
      )}
    </section>
  )
}

function Notes({ notes }: { notes: readonly string[] }) {
  return notes.map((note) => (
    <div key={note} className="notice" data-tone="warn">
      <p>{note}</p>
    </div>
  ))
}

interface MissingProps {
  preview: RosterPreview
  haveLeft: boolean
  onHaveLeft: (haveLeft: boolean) => void
  typed: string
  onTyped: (typed: string) => void
}

/** Children whom the file doesn't name: they stay unless somebody says that they have left. */
function Missing({ preview, haveLeft, onHaveLeft, typed, onTyped }: MissingProps) {
  const number = preview.not_in_file
  if (number === 0) return null
  return (
    <div className="notice" data-tone={preview.are_many_missing ? 'bad' : 'warn'}>
      <fieldset>
        <legend>{count(number, 'child is', 'children are')} on the roster, but not in this file</legend>
        {preview.are_many_missing && (
          <p>
            <strong>That is more than one in ten.</strong> Is this the list of the whole school? A list of one
            class or year names nobody else.
          </p>
        )}
        <MissingNames importId={preview.id} />
        <label className="choice">
          <input type="radio" name="missing" checked={!haveLeft} onChange={() => onHaveLeft(false)} />
          <span>They stay as they are</span>
        </label>
        <label className="choice">
          <input type="radio" name="missing" checked={haveLeft} onChange={() => onHaveLeft(true)} />
          <span>
            They have left.{' '}
            <span className="soft">
              From today no yes for them counts, and their pictures stop showing <RuleLink id="C11" />.
            </span>
          </span>
        </label>
      </fieldset>
      {haveLeft && preview.are_many_missing && (
        <Field label={`To be sure, type how many have left: ${number}`}>
          <input
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={({ target }) => onTyped(target.value)}
          />
        </Field>
      )}
    </div>
  )
}

function MissingNames({ importId }: { importId: string }) {
  const [offset, setOffset] = useState(0)
  const missing = useQuery(missingQuery(importId, offset))
  return (
    <details>
      <summary>Who they are</summary>
      <Loaded query={missing}>
        {({ items, total }) => (
          <>
            <ul>
              {items.map((child) => (
                <li key={child.id}>
                  {child.name} <span className="soft">{child.class_name}</span>
                </li>
              ))}
            </ul>
            <Pager
              what="Children not in the file"
              offset={offset}
              size={ROWS_AT_ONCE}
              total={total}
              onOffset={setOffset}
            />
          </>
        )}
      </Loaded>
    </details>
  )
}

function Lists({ preview }: { preview: RosterPreview }) {
  const telling = KINDS.filter(({ change }) => change !== 'unchanged' && preview[change] > 0)
  return telling.map(({ change, words }) => (
    <details key={change} open={change === 'left' || change === 'returned'}>
      <summary>
        {preview[change].toLocaleString('en-GB')} {words}
      </summary>
      {change === 'returned' && (
        <p>
          They had left, and this file says that they are here. Each yes from before has ended: ask their
          families again <RuleLink id="C11" />.
        </p>
      )}
      {change === 'left' && (
        <p>
          From the day that they leave no yes for them counts, and their pictures stop showing{' '}
          <RuleLink id="C11" />.
        </p>
      )}
      <Rows importId={preview.id} change={change} />
    </details>
  ))
}

function Rows({ importId, change }: { importId: string; change: ImportChange }) {
  const [offset, setOffset] = useState(0)
  const rows = useQuery(importRowsQuery(importId, change, offset))
  return (
    <Loaded query={rows}>
      {({ items, total }) => (
        <>
          <div className="tablebox">
            <table>
              <thead>
                <tr>
                  <Heading>Row</Heading>
                  <Heading>Name</Heading>
                  <Heading>Class</Heading>
                  {change !== 'added' && <Heading>What changes</Heading>}
                </tr>
              </thead>
              <tbody>
                {items.map((row) => (
                  <tr key={row.row}>
                    <td>{row.row}</td>
                    <td>{row.name}</td>
                    <td>{row.class_name ?? '–'}</td>
                    {change !== 'added' && <td>{row.columns.join(', ').replaceAll('_', ' ')}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager
            what={`Rows ${change}`}
            offset={offset}
            size={ROWS_AT_ONCE}
            total={total}
            onOffset={setOffset}
          />
        </>
      )}
    </Loaded>
  )
}

function Heading({ children }: { children: ReactNode }) {
  return <th scope="col">{children}</th>
}

function Applied({ result }: { result: ImportResult }) {
  return (
    <section className="card" role="status">
      <h2>Imported</h2>
      <p>{inWords(result)}.</p>
      <p>
        <Link to="/children">See the children</Link>
        {result.left > 0 && (
          <>
            {' · '}
            <Link to="/children" search={{ only: 'left' }}>
              See those who have left
            </Link>
          </>
        )}
      </p>
    </section>
  )
}
