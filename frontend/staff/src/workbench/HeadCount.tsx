import { useId, useState, type FormEvent, type RefObject } from 'react'
import { instant } from '../parts/wording'
import { isDirty, type Workbench } from './people'
import { openOnes } from './person'
import { nameOf } from './words'
import styles from './workbench.module.css'

interface HeadCountProps {
  bench: Workbench
  field: RefObject<HTMLInputElement | null>
  /** While the count is on its way. */
  busy: boolean
  problem: string | null
  onConfirm(count: number): void
}

/** The reviewer's own count of the people in the picture (W2): typed, never filled in beforehand. */
export function HeadCount({ bench, field, busy, problem, onConfirm }: HeadCountProps) {
  const [typed, setTyped] = useState('')
  const id = useId()
  const hindrance = whyNot(bench, typed)
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    if (!hindrance && !busy) onConfirm(Number(typed))
  }
  return (
    <form className={styles.count} onSubmit={confirm} noValidate>
      <label htmlFor={id}>
        {bench.photo.kind === 'video'
          ? 'How many people can you see in this video, at any moment?'
          : 'How many people can you see in this picture?'}
      </label>
      <div className={styles.countRow}>
        <input
          id={id}
          ref={field}
          inputMode="numeric"
          autoComplete="off"
          maxLength={3}
          value={typed}
          aria-describedby={`${id}-why`}
          onChange={(event) => setTyped(event.target.value.replace(/\D/g, ''))}
        />
        <button
          type="submit"
          className="primary"
          aria-disabled={hindrance !== null || busy}
          aria-describedby={`${id}-why`}
        >
          {busy ? 'Confirming …' : 'Confirm'} <kbd>Enter</kbd>
        </button>
      </div>
      <p id={`${id}-why`} className={styles.why} data-tone={problem ? 'bad' : undefined} role="status">
        {problem ?? hindrance ?? 'Everybody is accounted for. Confirm the count.'}
      </p>
      <p className={styles.reviewed}>{whoReviewed(bench)}</p>
    </form>
  )
}

interface LeftToReviewerProps {
  bench: Workbench
  next: RefObject<HTMLButtonElement | null>
  /** Goes on to the next photo that needs somebody; null where there is none. */
  onNext: (() => void) | null
}

/** In the head count's place for who may name people, but not confirm how many they are. */
export function LeftToReviewer({ bench, next, onNext }: LeftToReviewerProps) {
  const isDone = openOnes(bench.people).length === 0
  return (
    <div className={styles.count}>
      <p>
        {isDone ? 'Everybody here is accounted for. ' : ''}A reviewer of your school confirms the number of
        people.
      </p>
      <button type="button" ref={next} className="primary" aria-disabled={!onNext} onClick={() => onNext?.()}>
        {onNext ? 'Next to do' : 'Nothing left to do'}
      </button>
      <p className={styles.reviewed}>{whoReviewed(bench)}</p>
    </div>
  )
}

/** Why the count can't be confirmed yet; null when it can. */
export function whyNot({ people, photo }: Workbench, typed: string): string | null {
  const open = openOnes(people)
  if (open.length > 0) return `${listed(open.map(nameOf))} ${open.length === 1 ? 'is' : 'are'} not named yet.`
  if (typed === '' && photo.kind === 'video') return 'Count everybody who is seen, also who can’t be told.'
  if (typed === '') return 'Count everybody you see, also who is covered or can’t be told.'
  const [counted, marked] = [Number(typed), people.length]
  if (counted > marked)
    return `You count ${counted}, but ${marked} ${are(marked)} marked. Mark who is missing.`
  if (counted < marked)
    return `You count ${counted}, but ${marked} ${are(marked)} marked. Count again, or remove a mark.`
  return null
}

function are(number: number): string {
  return number === 1 ? 'is' : 'are'
}

function listed(names: string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}

function whoReviewed(bench: Workbench): string {
  const last = bench.lastReview
  if (!last) return `Nobody has confirmed this ${bench.photo.kind} yet.`
  const done = `${last.by.name} counted ${last.head_count} on ${instant(last.at)}.`
  return bench.photo.reviewed && !isDirty(bench)
    ? `Confirmed: ${done}`
    : `${done} It was changed since: please count again.`
}
