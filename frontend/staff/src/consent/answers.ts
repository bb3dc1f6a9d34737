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
}

/** The ways that staff can write down. */
export const RECORDED_METHODS = ['paper', 'in_person', 'phone'] as const

/** A standing as a badge: the service gives the words; only a yes that counts is shown as good. */
export function standingWords(standing: { label: string; allows: boolean; state: string }): StateWords {
  if (standing.allows) return { words: standing.label, tone: 'good', icon: 'tick' }
  const isOpen =
    standing.state === 'not_answered' || standing.state === 'not_asked' || standing.state === 'expired'
  const tone: Tone = isOpen ? 'calm' : 'bad'
  return { words: standing.label, tone, icon: isOpen ? 'question' : 'bar' }
}
