import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useState } from 'react'
import { asProblem } from '../api/problem'
import type { FileLook, RosterMapping, RosterPreview } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { ImportPreview } from './ImportPreview'
import { type Encoding, lookAt, previewOf } from './imports'
import { MappingStep } from './MappingStep'
import { OneRosterStep } from './OneRosterStep'
import styles from './ImportPage.module.css'

const NEEDED = 'ref, first_name, last_name, born_on, class'
const OF_GUARDIAN =
  'guardian_1_name, guardian_1_email, guardian_1_phone, guardian_1_relationship, guardian_1_responsibility'
const OPTIONAL =
  'left_on, looked_after, known_as, guardian_1_ref, guardian_1_language, guardian_1_no_contact, guardian_1_local_authority'

interface Chosen {
  file: File
  encoding: Encoding
}

/** A class list from a file: what is in it, what it would change, then, on a word, the change. */
export function ImportPage() {
  useTitle('Import a list')
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const looking = useMutation({
    mutationFn: ({ file, encoding }: Chosen) => lookAt(file, encoding),
    onSuccess: (look, { file, encoding }) => {
      if (look.kind === 'own') reading.mutate({ file, encoding })
    },
  })
  const reading = useMutation({
    mutationFn: ({ file, encoding, mapping }: Chosen & { mapping?: RosterMapping }) =>
      previewOf(file, encoding, mapping),
  })
  const start = (next: Chosen) => {
    setChosen(next)
    reading.reset()
    looking.mutate(next)
  }
  return (
    <>
      <h1>Import a list</h1>
      <ChooseFile onChosen={(file) => start({ file, encoding: 'unicode' })} />
      {looking.isPending && <p role="status">Reading the file…</p>}
      {looking.isError && chosen && (
        <NotRead
          thrown={looking.error}
          onWindows={() => start({ file: chosen.file, encoding: 'windows-1252' })}
        />
      )}
      {chosen && looking.data && (
        <Steps
          key={looking.submittedAt}
          look={looking.data}
          reading={reading}
          onSaid={(mapping) => reading.mutate({ ...chosen, mapping })}
        />
      )}
    </>
  )
}

interface StepsProps {
  look: FileLook
  reading: { isPending: boolean; isError: boolean; error: unknown; data: RosterPreview | undefined }
  onSaid: (mapping: RosterMapping) => void
}

function Steps({ look, reading, onSaid }: StepsProps) {
  return (
    <>
      {look.kind === 'csv' && <MappingStep look={look} onSaid={onSaid} />}
      {look.kind === 'oneroster' && <OneRosterStep look={look} onSaid={onSaid} />}
      {reading.isPending && <p role="status">Working out what would change…</p>}
      {reading.isError && <ProblemNotice thrown={reading.error} />}
      {reading.data && (
        <ImportPreview key={reading.data.id} preview={reading.data} hasChoices={look.kind !== 'own'} />
      )}
    </>
  )
}

function ChooseFile({ onChosen }: { onChosen: (file: File) => void }) {
  const changed = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    target.value = ''
    if (file) onChosen(file)
  }
  return (
    <section className="card" aria-labelledby="file-heading">
      <h2 id="file-heading">1. Choose a file</h2>
      <p>
        A CSV file with a row for each child, from any system; or a OneRoster zip. Nothing changes before you
        say so.
      </p>
      <details className={styles.own}>
        <summary>Our own columns, if you make the file yourself</summary>
        <p>
          For each child: <span className="mono">{NEEDED}</span>. For a parent or carer:{' '}
          <span className="mono">{OF_GUARDIAN}</span>; for a second one the same with guardian_2, up to 4.
        </p>
        <p>
          If you like: <span className="mono">{OPTIONAL}</span>.
        </p>
        <p>
          Dates as 2016-05-31. Responsibility, looked_after, no_contact and local_authority are yes or no. A
          file can say that somebody must not be contacted; only a safeguarding lead can take that back.
        </p>
      </details>
      <p className="field">
        <label htmlFor="roster-file">CSV file or OneRoster zip</label>
        <input
          id="roster-file"
          className={styles.file}
          type="file"
          accept=".csv,.txt,.zip,text/csv,application/zip"
          onChange={changed}
        />
      </p>
    </section>
  )
}

function NotRead({ thrown, onWindows }: { thrown: unknown; onWindows: () => void }) {
  const problem = asProblem(thrown)
  if (problem.type !== '/problems/unclear-letters') return <ProblemNotice thrown={thrown} />
  return (
    <section className="card" aria-labelledby="letters-heading">
      <h2 id="letters-heading">Are these letters right?</h2>
      <p>
        Some letters in this file aren’t saved as UTF-8. Older Windows programs save them in another way
        (Windows-1252). Read so, they would be:
      </p>
      <ul>
        {problem.fields.map((field) => (
          <li key={`${field.where} ${field.message}`}>
            <strong>{field.message}</strong> <span className="soft">{field.where}</span>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" className="primary" onClick={onWindows}>
          They are right: read the file like this
        </button>
      </p>
      <p>Is one of them wrong? Open the file where it comes from, save it as ‘CSV UTF-8’, and choose that.</p>
    </section>
  )
}
