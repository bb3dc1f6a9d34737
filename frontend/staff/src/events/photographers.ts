/** The register of a large event's photographers (E4), in words. */
import type { Admission, Photographer } from '../api/types'
import type { Taker } from '../media/upload/about'
import type { StateWords } from '../parts/Badge'

/** Whom an uploader can name as the one who took the pictures; none where nobody is asked. */
export function takers({ asks_photographer, photographers, own }: Admission): Taker[] | undefined {
  if (!asks_photographer) return undefined
  return photographers.map((each) => ({ id: each.id, name: calledWith(each), isMe: each.id === own }))
}

function calledWith({ name, organisation, badge_number }: Admission['photographers'][number]): string {
  return `${[name, organisation].filter(Boolean).join(', ')}, badge ${badge_number}`
}

/** How somebody on the register stands. */
export function photographerState(
  row: Pick<Photographer, 'ended_at' | 'is_complete' | 'missing'>,
): StateWords {
  if (row.ended_at !== null) return { words: 'Off the register', tone: 'calm', icon: 'bar' }
  if (row.is_complete) return { words: 'May take pictures', tone: 'good', icon: 'tick' }
  return { words: missingWords(row.missing), tone: 'warn', icon: 'wait' }
}

const MISSING: Record<Photographer['missing'][number], string> = {
  identity: 'Identity not checked',
  brief: 'Brief not signed',
}

/** What is missing is told to those who look after the register, and to themself. */
function missingWords(missing: Photographer['missing']): string {
  if (missing.length === 0) return 'Not ready yet'
  return missing.length > 1 ? 'Not checked, not signed' : missing.map((each) => MISSING[each]).join()
}

/** Those on it first, by badge; then who was taken off. */
export function inOrder(all: readonly Photographer[]): Photographer[] {
  const isOff = ({ ended_at }: Photographer) => Number(ended_at !== null)
  return all.toSorted((one, other) => isOff(one) - isOff(other) || one.badge_number - other.badge_number)
}

/** Where badges lie as a PDF: all that count, or one. */
export function badgesAddress(eventId: string, photographerId?: string): string {
  const query = photographerId ? `?photographer_id=${photographerId}` : ''
  return `/api/events/${eventId}/badges.pdf${query}`
}
