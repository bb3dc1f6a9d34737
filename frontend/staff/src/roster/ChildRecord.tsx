import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { Child } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { day } from '../parts/wording'
import { changesOf, hasLeft, today } from './changes'
import { ChildForm } from './ChildForm'
import { useChangeChild } from './queries'

type Task = 'correct' | 'leave' | 'return'

/** What the school keeps about a child, whether they have left, and the ways to change that. */
export function ChildRecord({ child }: { child: Child }) {
  const mayEdit = useMay('child:edit')
  const [task, setTask] = useState<Task | null>(null)
  const close = () => setTask(null)
  return (
    <>
      <h1>{child.name}</h1>
      <p className="soft">
        {child.class_name ?? 'No class'} · born {day(child.born_on)} · reference {child.ref}
      </p>
      {child.left_on && <HasLeft name={child.name} left_on={child.left_on} />}
      {child.looked_after && <LookedAfter child={child} />}
      {child.older_yeses_ended && !child.left_on && (
        <div className="notice">
          <p>
            {child.first_name} came back to the school, or their care began or ended. Each yes from before has
            ended; a no stays <RuleLink id="C11" />. The family can be asked again.
          </p>
        </div>
      )}
      {mayEdit && (
        <p className="row">
          <button type="button" onClick={() => setTask('correct')}>
            Change details
          </button>
          <button type="button" onClick={() => setTask(child.left_on === null ? 'leave' : 'return')}>
            {child.left_on === null ? 'Mark as left' : 'Back at the school'}
          </button>
        </p>
      )}
      {task === 'correct' && <CorrectDialog child={child} onClose={close} />}
      {task === 'leave' && <LeaveDialog child={child} onClose={close} />}
      {task === 'return' && <ReturnDialog child={child} onClose={close} />}
    </>
  )
}

function HasLeft({ name, left_on }: { name: string; left_on: string }) {
  return (
    <div className="notice" data-tone="warn">
      {hasLeft(left_on, today()) ? (
        <p>
          <strong>Left on {day(left_on)}.</strong> No yes for {name} counts any more, and no picture of them
          goes out <RuleLink id="C11" />.
        </p>
      ) : (
        <p>
          <strong>Leaves on {day(left_on)}.</strong> From that day no yes for {name} counts, and their
          pictures stop showing <RuleLink id="C11" />.
        </p>
      )}
    </div>
  )
}

/** Who decides for a looked-after child (C8). */
function LookedAfter({ child }: { child: Child }) {
  const workers = child.guardians.filter((guardian) => guardian.local_authority)
  return (
    <div className="notice">
      <p>
        <strong>Looked after.</strong>{' '}
        {workers.length > 0
          ? `The local authority’s social worker decides: ${workers.map(({ name }) => name).join(', ')}`
          : 'The local authority’s social worker decides, and none is noted yet: nobody can agree'}{' '}
        <RuleLink id="C8" />.
      </p>
    </div>
  )
}

interface TaskProps {
  child: Child
  onClose: () => void
}

function CorrectDialog({ child, onClose }: TaskProps) {
  const { first_name, last_name, known_as, born_on, class_id, ref } = child
  const looked_after = child.looked_after ?? false
  const start = { first_name, last_name, known_as, born_on, class_id, ref, looked_after }
  const saving = useChangeChild(child.id, 'Saved.', onClose)
  useUnsaved(true)
  return (
    <Dialog title={`Details of ${child.name}`} onClose={onClose}>
      <ChildForm
        start={start}
        verb="Save"
        saving={saving}
        onSave={(now) => saving.mutate(changesOf(start, now))}
      >
        <button type="button" className="quiet" onClick={onClose}>
          Back without saving
        </button>
      </ChildForm>
    </Dialog>
  )
}

function LeaveDialog({ child, onClose }: TaskProps) {
  const [left_on, setLeftOn] = useState(today)
  const saving = useChangeChild(child.id, `${child.name} is marked as left.`, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ left_on })
  }
  return (
    <Dialog title={`${child.name} leaves the school`} onClose={onClose}>
      <p>From the day that you choose:</p>
      <ul>
        <li>
          Every yes for {child.name} ends <RuleLink id="C11" />. A no stays.
        </li>
        <li>Pictures with {child.name} stop showing, wherever they are.</li>
        <li>{child.name} is in the list of children only when you ask for those who have left.</li>
      </ul>
      <p>Nothing is deleted. The answers stay in the history.</p>
      <form onSubmit={submit}>
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <Field
          label="First day away"
          hint="A day to come is fine: it takes effect by itself."
          wrong={fieldProblem(saving.error, 'left_on')}
        >
          <input type="date" required value={left_on} onChange={({ target }) => setLeftOn(target.value)} />
        </Field>
        <Buttons verb="Mark as left" isBusy={saving.isPending} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function ReturnDialog({ child, onClose }: TaskProps) {
  const saving = useChangeChild(child.id, `${child.name} is back at the school.`, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ left_on: null })
  }
  return (
    <Dialog title={`${child.name} is back at the school`} onClose={onClose}>
      <p>
        Each yes from before has ended; a no stays <RuleLink id="C11" />. Pictures of {child.name} show again
        once the family has agreed anew.
      </p>
      <p>Ask the family again: make them a new family link on this page.</p>
      <form onSubmit={submit}>
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <Buttons verb={`${child.first_name} is back`} isBusy={saving.isPending} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function Buttons({ verb, isBusy, onClose }: { verb: string; isBusy: boolean; onClose: () => void }) {
  return (
    <div className="row">
      <button type="submit" className="primary" disabled={isBusy}>
        {verb}
      </button>
      <button type="button" className="quiet" onClick={onClose}>
        Leave it as it is
      </button>
    </div>
  )
}
