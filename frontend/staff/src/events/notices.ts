/** The notices of a large event (E2): their words, and where they lie as files. */
import type { EventNotices, NoticeKind } from '../api/types'
import type { StateWords } from '../parts/Badge'

export const NOTICES: Record<NoticeKind, { name: string; about: string; how: string }> = {
  advance_letter: {
    name: 'Letter to families',
    about: 'Some days before: what is photographed, and how to opt a child out.',
    how: 'Such as ‘By mail to all families on 3 June’.',
  },
  door_sign: {
    name: 'Sign at the door',
    about: 'In large type, at each way in, with the code to opt out.',
    how: 'Such as ‘At both doors and the gate’.',
  },
  announcement: {
    name: 'Announcement',
    about: 'Read out before it begins.',
    how: 'Such as ‘Ms Day reads it out at the opening’.',
  },
  programme_text: {
    name: 'Text in the programme',
    about: 'For the printed programme, or the page about the event.',
    how: 'Such as ‘On page 2’.',
  },
}

export const GIVEN: StateWords = { words: 'Confirmed', tone: 'good', icon: 'tick' }
export const NOT_GIVEN: StateWords = { words: 'Not confirmed', tone: 'warn', icon: 'wait' }

/** What is missing, in a list that can be read aloud: 'the sign at the door and the announcement'. */
export function missingWords(missing: readonly NoticeKind[]): string {
  const names = missing.map((kind) => `the ${lowered(NOTICES[kind].name)}`)
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}

function lowered(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}

/** Where the notices lie as a PDF: one kind or all, a page for each of these languages. */
export function printAddress(
  eventId: string,
  kinds: readonly NoticeKind[],
  languages: readonly string[],
): string {
  const query = new URLSearchParams([
    ...kinds.map((kind) => ['kind', kind]),
    ...languages.map((code) => ['language', code]),
  ])
  return `/api/events/${eventId}/notices.pdf?${query}`
}

/** How it stands with the notices, in a sentence. */
export function standing({ are_needed, missing }: Pick<EventNotices, 'are_needed' | 'missing'>): string {
  if (!are_needed) return 'An ordinary event needs no notices. You can print and give them all the same.'
  if (missing.length === 0) return 'All four are confirmed: pictures can be added.'
  return `Nobody can add pictures yet. Still missing: ${missingWords(missing)}.`
}
