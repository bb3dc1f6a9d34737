import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay, useMe } from '../accounts/session'
import type { TakedownProof, TakedownTask } from '../api/types'
import { Badge } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { webAddress } from '../publishing/address'
import { doersQuery, useTaskVerbs } from './queries'
import styles from './takedown.module.css'
import { copyName, proofWords, taskPlan, taskState } from './words'

type Verbs = ReturnType<typeof useTaskVerbs>

/** One copy elsewhere: what it is, who takes it down until when, what shows that it is gone. */
export function TaskCard({ task }: { task: TakedownTask }) {
  const mayDo = useMay('takedown:do')
  const { kind, where, addresses } = task.copied
  return (
    <li className={styles.task}>
      <div className="row">
        <Badge state={taskState(task)} />
        <strong>{copyName(kind)}</strong>
        <span>{where}</span>
      </div>
      {addresses.length > 0 && (
        <ul className={styles.addresses}>
          {addresses.map((address) => (
            <li key={address}>
              <Address address={address} />
            </li>
          ))}
        </ul>
      )}
      <p className="soft">
        {taskPlan(task)}
        {task.told_lead_at && ' The safeguarding lead has been told.'}
      </p>
      {kind === 'print' && task.state === 'not_recallable' && <p>It must not be printed again.</p>}
      <Proofs proofs={task.proofs} />
      {mayDo && <Actions task={task} />}
    </li>
  )
}

function Address({ address }: { address: string }) {
  const safe = webAddress(address)
  if (!safe) return <span className="mono">{address}</span>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer" className="mono">
      {address}
    </a>
  )
}

function Proofs({ proofs }: { proofs: readonly TakedownProof[] }) {
  if (proofs.length === 0) return null
  const last = proofs.at(-1)
  const earlier = proofs.slice(0, -1)
  return (
    <>
      {last && <Proof proof={last} />}
      {earlier.length > 0 && (
        <details>
          <summary>{earlier.length} earlier</summary>
          {earlier.map((proof) => (
            <Proof key={proof.id} proof={proof} />
          ))}
        </details>
      )}
    </>
  )
}

function Proof({ proof }: { proof: TakedownProof }) {
  return (
    <p>
      {proofWords(proof)}{' '}
      {proof.has_screenshot && (
        <a href={`/api/takedowns/proofs/${proof.id}/screenshot`} target="_blank" rel="noopener">
          Screenshot
        </a>
      )}
    </p>
  )
}

type Form = 'gone' | 'stays' | 'hand_over'

function Actions({ task }: { task: TakedownTask }) {
  const me = useMe()
  const verbs = useTaskVerbs(task.id)
  const [form, setForm] = useState<Form | null>(null)
  const close = () => setForm(null)
  const toggle = (wanted: Form) => setForm(form === wanted ? null : wanted)
  if (task.state === 'not_needed') return null
  if (task.state !== 'open') return <Settled task={task} verbs={verbs} />
  return (
    <>
      <div className="row">
        <button
          type="button"
          className="small"
          aria-expanded={form === 'gone'}
          onClick={() => toggle('gone')}
        >
          It is gone
        </button>
        {task.next_try_at && (
          <button
            type="button"
            className="small"
            disabled={verbs.look.isPending}
            onClick={() => verbs.look.mutate()}
          >
            Look now
          </button>
        )}
        {task.owner?.id !== me.id && (
          <button
            type="button"
            className="small"
            disabled={verbs.takeOn.isPending}
            onClick={() => verbs.takeOn.mutate()}
          >
            Take it on
          </button>
        )}
        <button
          type="button"
          className="small"
          aria-expanded={form === 'hand_over'}
          onClick={() => toggle('hand_over')}
        >
          Hand over
        </button>
        <button
          type="button"
          className="small"
          aria-expanded={form === 'stays'}
          onClick={() => toggle('stays')}
        >
          It can’t be called back
        </button>
      </div>
      {form === 'gone' && <Gone verbs={verbs} onDone={close} />}
      {form === 'stays' && <Stays verbs={verbs} onDone={close} />}
      {form === 'hand_over' && <HandOver task={task} verbs={verbs} onDone={close} />}
    </>
  )
}

function Gone({ verbs, onDone }: { verbs: Verbs; onDone: () => void }) {
  const [note, setNote] = useState('')
  const [screenshot, setScreenshot] = useState<File | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verbs.prove.mutate({ note, screenshot }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit}>
      {verbs.prove.isError && <ProblemNotice thrown={verbs.prove.error} />}
      <Field label="How you know" hint="Such as: ‘I deleted the post and looked at the page.’">
        <input
          required={!screenshot}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      <Field
        label="A screenshot of the page without the picture"
        hint="If you have one. No child should be seen on it."
      >
        <input
          type="file"
          accept="image/*"
          onChange={(event) => setScreenshot(event.target.files?.[0] ?? null)}
        />
      </Field>
      <button type="submit" className="primary" disabled={verbs.prove.isPending}>
        It is gone
      </button>
    </form>
  )
}

function Stays({ verbs, onDone }: { verbs: Verbs; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verbs.notPossible.mutate(reason, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit}>
      {verbs.notPossible.isError && <ProblemNotice thrown={verbs.notPossible.error} />}
      <Field
        label="Why it can’t be called back"
        hint="It stays on the list. The family is told that there is a copy that can’t come back, not these words."
      >
        <input required maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <button type="submit" className="danger" disabled={verbs.notPossible.isPending}>
        It can’t be called back
      </button>
    </form>
  )
}

function HandOver({ task, verbs, onDone }: { task: TakedownTask; verbs: Verbs; onDone: () => void }) {
  const people = useQuery(doersQuery)
  const [to, setTo] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verbs.handOver.mutate(to, { onSuccess: onDone })
  }
  if (people.isError) return <ProblemNotice thrown={people.error} retry={() => void people.refetch()} />
  return (
    <form onSubmit={submit}>
      <Field label="To whom" hint="They get a mail that there is something to take down.">
        <select required value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">Choose somebody</option>
          {people.data
            ?.filter(({ id }) => id !== task.owner?.id)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
      </Field>
      <button type="submit" className="primary" disabled={verbs.handOver.isPending}>
        Hand it over
      </button>
    </form>
  )
}

/** What was said of it can turn out wrong: then it is on the list again. */
function Settled({ task, verbs }: { task: TakedownTask; verbs: Verbs }) {
  const [note, setNote] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verbs.reopen.mutate(note)
  }
  return (
    <details>
      <summary>{task.state === 'done' ? 'It is there after all' : 'It can be called back after all'}</summary>
      <form onSubmit={submit}>
        <Field label="What you saw">
          <input required maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <button type="submit" disabled={verbs.reopen.isPending}>
          Put it on the list again
        </button>
      </form>
    </details>
  )
}
