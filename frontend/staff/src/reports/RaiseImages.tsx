import { type FormEvent, useState } from 'react'
import type { ReportDetail } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTyped } from '../parts/typed'
import { WordsField } from '../parts/WordsField'
import { useVerb, verbs } from './queries'

type Raised = 'yes' | 'unsure'

/** A report that was said to be about no nude or semi-nude picture, and may be: one way only (M2). */
export function RaiseImages({ row }: { row: ReportDetail }) {
  if (row.images === 'yes') return null
  return (
    <details key={row.images}>
      <summary>
        {row.images === 'no' ? 'It may be about nude pictures after all' : 'It is about nude pictures'}
      </summary>
      <RaiseForm row={row} />
    </details>
  )
}

function RaiseForm({ row }: { row: ReportDetail }) {
  const [images, setImages] = useState<Raised>(row.images === 'no' ? 'unsure' : 'yes')
  const [reason, setReason] = useState('')
  const raising = useVerb(row.id, verbs(row.id).raiseImages, 'Noted. Its pictures are shut now.')
  useTyped(reason !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    raising.mutate({ images, reason }, { onSuccess: () => setReason('') })
  }
  return (
    <form onSubmit={submit}>
      {raising.isError && <ProblemNotice thrown={raising.error} />}
      <p>
        From then on nobody opens, takes in or compares a picture of this report. It can’t be taken back{' '}
        <RuleLink id="M2" />.
      </p>
      {row.images === 'no' && (
        <Field label="Nude or semi-nude pictures">
          <select value={images} onChange={({ target }) => setImages(target.value as Raised)}>
            <option value="unsure">Perhaps</option>
            <option value="yes">Yes</option>
          </select>
        </Field>
      )}
      <WordsField
        label="Why you think so"
        hint="Describe no picture."
        rows={2}
        value={reason}
        onChange={setReason}
      />
      <button type="submit" className="danger" disabled={raising.isPending}>
        Note it, for good
      </button>
    </form>
  )
}
