import type { Answer } from '../api/types'
import type { StateWords, Tone } from '../parts/Badge'

/** What somebody said, in words. */
export const SAID: Record<Answer['said'], string> = {
  given: 'Yes',
  refused: 'No',
  withdrawn: 'Took the yes back',
}

/** How an answer came. */
export const METHODS: Record<Answer['method'], string> = {
  online: 'online',
  paper: 'on paper',
  in_person: 'in person',
  phone: 'by phone',
  imported: 'from before',
}

/** The ways that staff write down one answer at a time; what came on paper is typed in with its scan (C15). */
export const RECORDED_METHODS = ['in_person', 'phone'] as const

/** Standings in which no is not what anybody said: somebody is still to act. */
const OPEN = new Set(['not_answered', 'not_asked', 'expired', 'invalidated', 'unverified'])

/** A standing as a badge: the service gives the words; only a yes that counts is shown as good. */
export function standingWords(standing: { label: string; allows: boolean; state: string }): StateWords {
  if (standing.allows) return { words: standing.label, tone: 'good', icon: 'tick' }
  const isOpen = OPEN.has(standing.state)
  const tone: Tone = isOpen ? 'calm' : 'bad'
  return { words: standing.label, tone, icon: isOpen ? 'question' : 'bar' }
}
