import { type FormEvent, useState } from 'react'
import type { TakedownTask } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { count } from '../parts/wording'
import { useProveMany } from './queries'
import { copyName } from './words'

/** Says of several copies at once that they are gone, such as the pictures of one post. */
export function AllGoneDialog({ tasks, onClose }: { tasks: readonly TakedownTask[]; onClose: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [note, setNote] = useState('')
  const proving = useProveMany()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    proving.mutate({ task_ids: [...chosen], note }, { onSuccess: onClose })
  }
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <Dialog title="Several are gone" onClose={onClose}>
      <form onSubmit={submit}>
        {proving.isError && <ProblemNotice thrown={proving.error} />}
        <fieldset>
          <legend>Which are gone</legend>
          <button
            type="button"
            className="small"
            onClick={() =>
              setChosen(chosen.size === tasks.length ? new Set() : new Set(tasks.map(({ id }) => id)))
            }
          >
            {chosen.size === tasks.length ? 'None' : 'All'}
          </button>
          {tasks.map(({ id, copied }) => (
            <label key={id} className="choice">
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
              <span>
                {copyName(copied.kind)}: {copied.where}
              </span>
            </label>
          ))}
        </fieldset>
        <Field label="How you know">
          <input required maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <button type="submit" className="primary" disabled={chosen.size === 0 || proving.isPending}>
          {count(chosen.size, 'copy is', 'copies are')} gone
        </button>
      </form>
    </Dialog>
  )
}
