import type { FormBasis, FormCondition, FormKind, FormWords } from '../api/types'

/** Who answers on each form, as staff call it. */
export const KINDS: Record<FormKind, { name: string; whom: string }> = {
  family: { name: 'Families', whom: 'Parents and carers answer it for a child.' },
  young_person: {
    name: 'Young people',
    whom: 'Young people answer it for themselves. Their no always counts.',
  },
  looked_after: {
    name: 'Social workers',
    whom: 'The local authority’s social worker answers it for a looked-after child.',
  },
  adult: { name: 'Adults', whom: 'Staff, volunteers and visitors answer it for themselves.' },
}

export const CONDITIONS: Record<FormCondition, string> = {
  group_only: 'Only in a group',
  no_close_up: 'No close-ups',
  not_named: 'No name',
  first_name: 'First name allowed',
}

export const BASES: Record<FormBasis, string> = {
  consent: 'Consent: a picture is used only after a yes',
  public_task: 'Public task: no yes is needed; a no or an objection still counts',
}

export const PARTS: Record<keyof FormWords, string> = {
  name: 'Name',
  question: 'Question',
  reach: 'How far the picture travels',
}

const LANGUAGE_NAMES = new Intl.DisplayNames('en-GB', { type: 'language' })

/** 'Welsh' for 'cy'. */
export function languageName(code: string): string {
  return LANGUAGE_NAMES.of(code) ?? code
}

export function isFormKind(text: string): text is FormKind {
  return text in KINDS
}
