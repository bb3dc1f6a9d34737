import type { Outcome, PhotoRow } from '../api/types'
import type { StateWords } from '../parts/Badge'

/** What a decision reads and looks like, everywhere. */
export const OUTCOMES: Record<Outcome, StateWords> = {
  cleared: { words: 'cleared', tone: 'good', icon: 'tick' },
  blocked: { words: 'blocked', tone: 'bad', icon: 'bar' },
  needs_person: { words: 'needs a person', tone: 'warn', icon: 'question' },
}

/** What staff have to do with a photo next. */
export type PhotoState = 'waiting' | 'failed' | 'open' | 'to_review' | 'reviewed'

export const PHOTO_STATES: Record<PhotoState, StateWords> = {
  waiting: { words: 'Waiting for the scan', tone: 'calm', icon: 'wait' },
  failed: { words: 'Scan failed', tone: 'bad', icon: 'warning' },
  open: { words: 'People to name', tone: 'warn', icon: 'person' },
  to_review: { words: 'To review', tone: 'warn', icon: 'question' },
  reviewed: { words: 'Reviewed', tone: 'good', icon: 'tick' },
}

/** The one state of a photo (W2): scanned, then everybody resolved, then the head count confirmed. */
export function photoState(photo: Pick<PhotoRow, 'scan_state' | 'open' | 'reviewed'>): PhotoState {
  if (photo.scan_state !== 'scanned') return photo.scan_state
  if (photo.open > 0) return 'open'
  return photo.reviewed ? 'reviewed' : 'to_review'
}
