/** How large an event is, and what spectators may do (E1): the words, and what follows. */
import type { Scale, Spectators } from '../api/types'

export const SCALES: Record<Scale, { name: string; about: string }> = {
  ordinary: { name: 'Ordinary', about: 'A lesson, a trip, a match: your own children and staff.' },
  large: { name: 'Large', about: 'Many families watch: a sports day, a production, a concert.' },
  public: { name: 'Public', about: 'Anybody may come: a fair, a parade, an open day.' },
}

export const SPECTATORS: Record<Spectators, { name: string; about: string }> = {
  allowed: { name: 'Allowed', about: 'For themselves, of their own children.' },
  registered_only: { name: 'Only who is registered', about: 'Nobody else takes pictures.' },
  none: { name: 'Not allowed', about: 'No spectator takes pictures.' },
}

/** Whether notices and a register are needed (E2, E4). */
export function isLarge(scale: Scale): boolean {
  return scale !== 'ordinary'
}

/** What a scale asks for before pictures come in, one thing each, with its rule. */
export function whatFollows(scale: Scale): readonly { words: string; rule: string }[] {
  if (!isLarge(scale)) return []
  return [
    {
      words:
        'Nobody can add pictures until four notices are given and confirmed: the letter to families, the sign at the door, the announcement, the text in the programme.',
      rule: 'E2',
    },
    {
      words:
        'Whoever takes pictures for the school is on the event’s register: identity checked, brief signed, with a badge.',
      rule: 'E4',
    },
    {
      words: 'Pictures of the crowd can go out, where nobody is the focus and somebody has checked them.',
      rule: 'E6',
    },
  ]
}
