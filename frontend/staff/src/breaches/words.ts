import type { Breach, BreachDecision, BreachEntry } from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count } from '../parts/wording'

const HOUR_MS = 3_600_000

/** The last day is urgent. */
const URGENT_HOURS = 24

const STOPPED: StateWords = { words: 'In time', tone: 'good', icon: 'tick' }
const STOPPED_LATE: StateWords = { words: 'Settled late', tone: 'warn', icon: 'warning' }

/** How the 72 hours stand, as a label. */
export function clockState({ clock, due_at }: Pick<Breach, 'clock' | 'due_at'>, now: Date): StateWords {
  if (clock === 'stopped') return STOPPED
  if (clock === 'stopped_late') return STOPPED_LATE
  const hours = (new Date(due_at).getTime() - now.getTime()) / HOUR_MS
  if (clock === 'late' || hours <= 0) {
    return { words: `${count(Math.floor(-hours), 'hour')} late`, tone: 'bad', icon: 'warning' }
  }
  const words = hours < 1 ? 'Less than an hour left' : `${count(Math.floor(hours), 'hour')} left`
  return hours <= URGENT_HOURS
    ? { words, tone: 'bad', icon: 'warning' }
    : { words, tone: 'warn', icon: 'wait' }
}

export const DECISIONS: Record<BreachDecision, string> = {
  report: 'The regulator is told',
  do_not_report: 'The regulator is not told',
}

/** What is next, in a sentence. */
export function nextStep({
  decision,
  clock,
  closed_at,
}: Pick<Breach, 'decision' | 'clock' | 'closed_at'>): string {
  if (closed_at) return 'Closed.'
  if (decision === null) return 'Decide whether the regulator is told.'
  if (decision === 'report' && !clock.startsWith('stopped')) {
    return 'Tell the regulator, and note it here.'
  }
  return 'See to the families, then close it.'
}

const STEPS: Record<BreachEntry['kind'], string> = {
  opened: 'Opened',
  officer_told: 'The data protection officer was sent a mail',
  found: 'Came to light',
  note: 'Note',
  decided: 'Decided',
  regulator_told: 'The regulator was told',
  family_told: 'A family was told',
  closed: 'Closed',
}

/** A step's heading and text; a decision is kept as its word before its reason. */
export function step({ kind, text }: Pick<BreachEntry, 'kind' | 'text'>): { title: string; text: string } {
  const [word = '', ...reason] = text.split(': ')
  if (kind !== 'decided' || !Object.hasOwn(DECISIONS, word)) return { title: STEPS[kind], text }
  return { title: `Decided: ${DECISIONS[word as BreachDecision].toLowerCase()}`, text: reason.join(': ') }
}
