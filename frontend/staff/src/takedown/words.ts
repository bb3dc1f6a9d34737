import type { CopyKind, TakedownCase, TakedownProof, TakedownsShown, TakedownTask } from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count, instant } from '../parts/wording'

/** What a copy elsewhere is, by its kind. */
export const COPY_KINDS: Record<CopyKind, string> = {
  wordpress: 'Copy on WordPress',
  live_link: 'Link on another page',
  pack: 'Pack that was fetched',
  print: 'On paper',
  press: 'With the press',
  social: 'Post on social media',
  other: 'Another copy',
}

export function copyName(kind: string): string {
  return COPY_KINDS[kind as CopyKind] ?? COPY_KINDS.other
}

export const SHOWN: Record<TakedownsShown, string> = {
  open: 'To do',
  closed: 'Done',
  all: 'All',
}

const CLOSED: StateWords = { words: 'All done', tone: 'good', icon: 'tick' }
const LATE: StateWords = { words: 'Late', tone: 'bad', icon: 'warning' }
const TO_DO: StateWords = { words: 'To do', tone: 'warn', icon: 'wait' }

/** How a case stands. */
export function caseState(row: Pick<TakedownCase, 'closed_at' | 'overdue'>): StateWords {
  if (row.closed_at !== null) return CLOSED
  return row.overdue > 0 ? LATE : TO_DO
}

/** How far a case is: '2 of 3 copies elsewhere are gone. 1 can’t be called back.' */
export function progress(row: TakedownCase): string {
  const wanted = row.open + row.done
  if (wanted + row.not_recallable === 0) return 'No copies elsewhere are known.'
  const gone = wanted > 0 ? `${row.done} of ${count(wanted, 'copy', 'copies')} elsewhere gone.` : ''
  const stays = row.not_recallable > 0 ? `${row.not_recallable} can’t be called back.` : ''
  return [gone, stays].filter(Boolean).join(' ')
}

/** How a task stands. */
export function taskState(task: TakedownTask): StateWords {
  if (task.state === 'done') return { words: 'Gone', tone: 'good', icon: 'tick' }
  if (task.state === 'not_recallable') return { words: 'Can’t be called back', tone: 'calm', icon: 'bar' }
  if (task.state === 'not_needed') return { words: 'Not needed any more', tone: 'calm', icon: 'bar' }
  return task.is_overdue ? LATE : TO_DO
}

/** Who does an open task, and when. */
export function taskPlan(task: TakedownTask): string {
  if (task.state !== 'open') return ''
  const until = task.due_at ? ` Until ${instant(task.due_at)}.` : ''
  if (task.done_by === 'service') return `The service looks by itself until it is gone.${until}`
  return `${task.owner ? `${task.owner.name} takes it down.` : 'Nobody has taken it on.'}${until}`
}

/** What shows how a copy is, in a sentence. */
export function proofWords(proof: TakedownProof): string {
  const by = proof.by ? proof.by.name : 'The service'
  const at = instant(proof.at)
  if (proof.kind === 'fetched') return `${by} looked on ${at}: ${fetched(proof)}`
  const seen = proof.is_gone ? 'It is gone' : 'It is there, or can’t be called back'
  return `${by} said on ${at}: ${seen}.${proof.note ? ` ‘${proof.note}’` : ''}`
}

function fetched({ answered, is_gone, address }: TakedownProof): string {
  const where = address ? ` (${address})` : ''
  if (answered === null) return `the address did not answer${where}.`
  return `${is_gone ? 'it is gone' : 'it is still there'}, the address answered ${answered}${where}.`
}
