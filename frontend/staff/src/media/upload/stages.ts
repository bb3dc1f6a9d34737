import type { StateWords } from '../../parts/Badge'
import { count } from '../../parts/wording'
import type { Stage, Totals } from './queue'

/** What each stage of a file reads and looks like. */
export const STAGES: Record<Stage, StateWords> = {
  waiting: { words: 'Waiting', tone: 'calm', icon: 'wait' },
  hashing: { words: 'Reading', tone: 'calm', icon: 'wait' },
  hashed: { words: 'Read', tone: 'calm', icon: 'wait' },
  checking: { words: 'Looking whether it is here', tone: 'calm', icon: 'wait' },
  ready: { words: 'Next', tone: 'calm', icon: 'wait' },
  sending: { words: 'Sending', tone: 'calm', icon: 'wait' },
  resting: { words: 'Will try again', tone: 'warn', icon: 'warning' },
  paused: { words: 'Waits for you to sign in', tone: 'warn', icon: 'wait' },
  added: { words: 'Added', tone: 'good', icon: 'tick' },
  here: { words: 'Was here already', tone: 'calm', icon: 'tick' },
  twice: { words: 'Chosen twice', tone: 'calm', icon: 'tick' },
  refused: { words: 'Not taken', tone: 'bad', icon: 'bar' },
  cancelled: { words: 'Stopped', tone: 'calm', icon: 'bar' },
}

/** What has become of all the files, in a sentence: '28 added. 12 of 40 were here already. 1 not taken.' */
export function summary(sum: Totals): string {
  const skipped = sum.here + sum.twice
  return [
    sum.added > 0 && `${count(sum.added, 'photo')} added.`,
    skipped > 0 && `${skipped} of ${sum.files} ${skipped === 1 ? 'was' : 'were'} here already.`,
    sum.refused > 0 && `${sum.refused} not taken.`,
    sum.cancelled > 0 && `${sum.cancelled} stopped.`,
  ]
    .filter(Boolean)
    .join(' ')
}
