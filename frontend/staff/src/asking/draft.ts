/** A round before it is sent: who is asked, for what, in which words, by when. */
import type { NewRound, ScopeKind } from '../api/types'

export interface Draft {
  /** Made once, so that a second click starts nothing twice. */
  id: string
  name: string
  kind: ScopeKind
  classIds: ReadonlySet<string>
  childIds: ReadonlySet<string>
  eventId: string
  /** None: every use of the form. */
  purposes: ReadonlySet<string>
  note: string
  dueOn: string
  reminders: string
}

export const STEPS = ['Who', 'What', 'Words and dates', 'Check and send'] as const
export type Step = 0 | 1 | 2 | 3

export function blankDraft(id: string): Draft {
  const nobody: ReadonlySet<string> = new Set()
  return {
    id,
    name: '',
    kind: 'school',
    classIds: nobody,
    childIds: nobody,
    eventId: '',
    purposes: nobody,
    note: '',
    dueOn: '',
    reminders: '7, 14',
  }
}

/** The days of '7, 14', in order, each once; undefined where that can't be read. */
export function daysOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const days = parts.map(Number)
  const areDays = days.every((day) => Number.isInteger(day) && day >= 1 && day <= 120)
  if (!areDays || days.length > 6) return undefined
  return [...new Set(days)].toSorted((one, other) => one - other)
}

/** What is still missing in a step, in a sentence; undefined: one may go on. */
export function missingIn(draft: Draft, step: Step): string | undefined {
  if (step === 0) {
    if (draft.kind === 'classes' && draft.classIds.size === 0) return 'Tick one class or more.'
    if (draft.kind === 'children' && draft.childIds.size === 0) return 'Tick one child or more.'
    if (draft.kind === 'event' && draft.eventId === '') return 'Choose the event.'
  }
  if (step === 2) {
    if (draft.name.trim() === '') return 'Give it a name, so that you find it again.'
    if (daysOf(draft.reminders) === undefined)
      return 'Write the reminders as days after the first mail, such as 7, 14.'
  }
  return undefined
}

export function asBody(draft: Draft): NewRound {
  return {
    id: draft.id,
    name: draft.name.trim() || 'Not named yet',
    scope: {
      kind: draft.kind,
      class_ids: draft.kind === 'classes' ? [...draft.classIds] : [],
      child_ids: draft.kind === 'children' ? [...draft.childIds] : [],
    },
    event_id: draft.kind === 'event' ? draft.eventId : null,
    purposes: draft.purposes.size === 0 ? null : [...draft.purposes],
    note: draft.note.trim(),
    due_on: draft.dueOn || null,
    remind_after: daysOf(draft.reminders) ?? [],
  }
}
