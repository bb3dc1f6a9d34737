/** Opt-outs from an event (E3), in words. */
import type { OptOut } from '../api/types'
import type { StateWords } from '../parts/Badge'

type OptOutChild = OptOut['children'][number]

/** Whether staff have to say whom it is about: nobody is known, or a name is only much alike. */
export function isUnsure({ state, children }: Pick<OptOut, 'state' | 'children'>): boolean {
  return state === 'open' || (state === 'matched' && counting(children).some(({ is_certain }) => !is_certain))
}

/** The children for whom it is in force. */
export function counting(children: readonly OptOutChild[]): OptOutChild[] {
  return children.filter(({ counts }) => counts)
}

/** What an opt-out does for one of the children whom it names. */
export function howItCounts(child: OptOutChild): string {
  if (!child.counts) return `Ended: ${child.why_ended}`
  if (child.is_certain) return 'It counts for this child.'
  return 'The name is much alike: it counts for this child until somebody says who is meant.'
}

export function optOutState(row: Pick<OptOut, 'state' | 'children'>): StateWords {
  if (row.state === 'open') return { words: 'Nobody found', tone: 'bad', icon: 'warning' }
  if (row.state === 'settled') return { words: 'Settled', tone: 'calm', icon: 'tick' }
  if (isUnsure(row)) return { words: 'Counts for all who may be meant', tone: 'warn', icon: 'question' }
  return { words: 'Counts', tone: 'good', icon: 'tick' }
}

/** What is open first, then what is unsure, then the rest; else as they came. */
export function loudestFirst(all: readonly OptOut[]): OptOut[] {
  const rank = (row: OptOut) =>
    row.state === 'open' ? 0 : isUnsure(row) ? 1 : row.state === 'matched' ? 2 : 3
  return all.toSorted((one, other) => rank(one) - rank(other))
}
