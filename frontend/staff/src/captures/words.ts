import type {
  Capture,
  CaptureDetail,
  CaptureEntry,
  CaptureOutcome,
  CaptureTaskKind,
  LetterKind,
} from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count } from '../parts/wording'

export type TakenBy = Capture['taken_by']
export type Use = Capture['use']

export const TAKEN_BY: Record<TakenBy, string> = {
  parent: 'A parent or carer',
  spectator: 'A spectator',
  press: 'The press',
  photographer: 'A photographer',
  passer_by: 'A passer-by',
  pupil: 'A pupil',
  not_known: 'Not known',
}

export const USES: Record<Use, string> = {
  own_use: 'Their own album',
  shared: 'Shared online',
  publication: 'Press or a client',
  not_known: 'Not known',
}

export const OUTCOMES: Record<CaptureOutcome, string> = {
  nothing_needed: 'Nothing was needed',
  deleted: 'They deleted it',
  taken_down: 'It was taken down',
  not_taken_down: 'It was not taken down',
  passed_to_police: 'The police have it',
  reported: 'It was reported',
  not_known: 'Nobody knows',
}

export const TASKS: Record<CaptureTaskKind, string> = {
  ask_to_delete: 'Ask them to delete it',
  ask_to_take_down: 'Ask them to take it down',
  platform_report: 'Report it to the platform',
  search_removal: 'Have it taken out of a search engine',
  police: 'Tell the police',
  terms: 'Hold the photographer to the terms',
  other: 'Something else',
}

export const LETTERS: Record<LetterKind, string> = {
  polite_request: 'A polite request',
  delete: 'A request to delete',
  take_down: 'A request to take down',
}

/** How a capture stands, as a label. */
export function captureState(
  { closed_at, open_tasks, due_on }: Pick<Capture, 'closed_at' | 'open_tasks' | 'due_on'>,
  today: string,
): StateWords {
  if (closed_at) return { words: 'Closed', tone: 'good', icon: 'tick' }
  if (open_tasks === 0) return { words: 'Open', tone: 'calm', icon: 'wait' }
  if (due_on && due_on < today)
    return { words: `${count(open_tasks, 'task')}, late`, tone: 'bad', icon: 'warning' }
  return { words: count(open_tasks, 'task'), tone: 'warn', icon: 'wait' }
}

const STEPS: Record<CaptureEntry['kind'], string> = {
  logged: 'Logged',
  added: 'Came to light',
  note: 'Note',
  task: 'Task given',
  letter: 'Letter drawn up',
  task_done: 'Task done',
  breach: 'A breach was opened',
  closed: 'Closed',
  reopened: 'Opened again',
}

/** A step's heading and text; tasks and outcomes are kept as their word before what was said of them. */
export function step({ kind, text }: Pick<CaptureEntry, 'kind' | 'text'>): { title: string; text: string } {
  const named: Partial<Record<CaptureEntry['kind'], Record<string, string>>> = {
    task: TASKS,
    task_done: TASKS,
    closed: OUTCOMES,
  }
  const [word = '', ...rest] = text.split(': ')
  const words = named[kind]
  if (!words || !Object.hasOwn(words, word)) return { title: STEPS[kind], text }
  return { title: `${STEPS[kind]}: ${words[word]?.toLowerCase()}`, text: rest.join(': ').trim() }
}

export const SPECTATORS: Record<NonNullable<CaptureDetail['spectators']>, string> = {
  allowed: 'Spectators may take pictures for their own album.',
  registered_only: 'Only registered photographers may take pictures.',
  none: 'Nobody may take pictures.',
}

const CLOCKS_DIFFER_MS = 5 * 60_000
const LONGEST_WAIT_MS = 30 * 86_400_000

/** Whether the phone's clock can't have been right: it logged after it arrived here, or weeks before. */
export function isClockWrong({
  logged_at,
  received_at,
}: Pick<CaptureDetail, 'logged_at' | 'received_at'>): boolean {
  const waited = new Date(received_at).getTime() - new Date(logged_at).getTime()
  return waited < -CLOCKS_DIFFER_MS || waited > LONGEST_WAIT_MS
}
