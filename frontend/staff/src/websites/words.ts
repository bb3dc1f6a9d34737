import type { WebsiteFinding, WebsitePage } from '../api/types'
import type { StateWords } from '../parts/Badge'

export const FOUND: Record<WebsiteFinding['kind'], StateWords> = {
  unknown_copy: { words: 'Unknown copy', tone: 'bad', icon: 'question' },
  still_there: { words: 'Still there', tone: 'bad', icon: 'warning' },
  dead_link: { words: 'Dead link', tone: 'warn', icon: 'bar' },
}

/** What to do about it. */
export const TO_DO: Record<WebsiteFinding['kind'], string> = {
  unknown_copy:
    'Look whether it is the picture as it was placed, with everybody covered who has to be. If it should not be there, take it off the website. It is known from now on, and comes down with its picture.',
  still_there: 'Take it off the website. Its takedown is open again.',
  dead_link: 'Take the link off the website: it shows an empty frame.',
}

/** How a page stands. */
export function pageState({
  looked_at,
  problem_text,
  open_findings,
}: Pick<WebsitePage, 'looked_at' | 'problem_text' | 'open_findings'>): StateWords {
  if (problem_text) return { words: 'Needs a look', tone: 'bad', icon: 'warning' }
  if (looked_at === null) return { words: 'Not looked at yet', tone: 'calm', icon: 'wait' }
  if (open_findings > 0) return { words: `${open_findings} found`, tone: 'warn', icon: 'warning' }
  return { words: 'Nothing found', tone: 'good', icon: 'tick' }
}
