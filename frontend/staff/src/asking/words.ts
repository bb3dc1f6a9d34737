/** How the states of asking read, and what a chase came to. */
import type { Asked, Chased, RoundCounts, ScopeKind } from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count } from '../parts/wording'

export const ANSWERED: Record<Asked['answered'], StateWords> = {
  all: { words: 'Answered', tone: 'good', icon: 'tick' },
  some: { words: 'Answered in part', tone: 'warn', icon: 'wait' },
  none: { words: 'No answer', tone: 'calm', icon: 'wait' },
}

export const REACHED: Record<Asked['reached'], string> = {
  waiting: 'The mail waits to go out',
  asked: 'Asked',
  came_back: 'The mail came back',
  to_print: 'No address: print a letter',
}

export const SCOPES: Record<ScopeKind, string> = {
  school: 'Every family',
  classes: 'Classes',
  event: 'Who takes part in an event',
  children: 'Chosen children',
  adults: 'Adults',
}

export function progressOf({ people, answered, part_answered: inPart }: RoundCounts): string {
  const part = inPart > 0 ? `, ${inPart.toLocaleString('en-GB')} in part` : ''
  return `${answered.toLocaleString('en-GB')} of ${count(people, 'person has', 'people have')} answered${part}`
}

export function chasedWords({ reminded, today_already: today, to_print: toPrint }: Chased): string {
  const parts = [
    reminded > 0 ? `${count(reminded, 'reminder goes', 'reminders go')} out now.` : 'Nobody is reminded.',
    today > 0 && `${count(today, 'person was', 'people were')} written to today already.`,
    toPrint > 0 && `${count(toPrint, 'person needs', 'people need')} a printed letter.`,
  ]
  return parts.filter(Boolean).join(' ')
}
