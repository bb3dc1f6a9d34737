import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import type { FormDetail } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { working } from './draft'
import { useSaveDraft } from './queries'

/** What stands above the questions, in the school's words. */
export function IntroductionDialog({ form, onClose }: { form: FormDetail; onClose: () => void }) {
  const content = working(form)
  const start = content.introduction.text ?? form.defaults.introduction
  const [text, setText] = useState(start)
  const saving = useSaveDraft(form, onClose)
  useUnsaved(text !== start)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const own = text.trim() === form.defaults.introduction ? null : text
    saving.mutate({ ...content, introduction: { ...content.introduction, text: own } })
  }
  return (
    <Dialog title="Introduction" onClose={onClose}>
      <form onSubmit={submit}>
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <Field
          label="What stands above the questions"
          hint="One short paragraph. Your own words are shown in English until they are translated."
        >
          <textarea
            required
            rows={6}
            maxLength={1000}
            value={text}
            onChange={({ target }) => setText(target.value.replaceAll('\n', ' '))}
          />
        </Field>
        <div className="row">
          <button type="submit" className="primary" disabled={saving.isPending}>
            Keep in the draft
          </button>
          <button type="button" onClick={() => setText(form.defaults.introduction)}>
            Use the words that the form comes with
          </button>
        </div>
      </form>
    </Dialog>
  )
}
