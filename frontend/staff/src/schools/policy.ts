import type { PolicyPreview, SchoolPolicy } from '../api/types'
import { count } from '../parts/wording'
import { COVER_STYLES } from '../publishing/coverStyles'

export type Choice = keyof SchoolPolicy

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2001, month, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }),
)

export const MONTH_NAMES: readonly string[] = MONTHS

/** A choice in the words that staff read: 'yes', '25 %', '31 August'. */
export function said(policy: SchoolPolicy, choice: Choice): string {
  const value = policy[choice]
  if (choice === 'year_ends_month') return MONTHS[policy.year_ends_month - 1] ?? ''
  if (choice === 'close_up_share' || choice === 'portrait_share' || choice === 'crowd_face_share')
    return `${percent(policy[choice])} %`
  if (choice === 'answers_last') {
    return value === 'school_year' ? 'until the school year ends' : 'until the child leaves'
  }
  if (choice === 'young_people') return value === 'veto' ? 'their no is enough' : 'both must agree'
  if (choice === 'portraits') return PORTRAITS[policy.portraits]
  if (choice === 'cover_style') return COVER_STYLES.find(({ id }) => id === value)?.words ?? ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (choice === 'two_people_for') return count(policy.two_people_for.length, 'use')
  if (Array.isArray(value)) return `${value.length} languages`
  return value === '' ? 'empty' : String(value)
}

const PORTRAITS: Record<SchoolPolicy['portraits'], string> = {
  allow: 'with a warning',
  second_person: 'after a second person has looked',
  deny: 'never',
}

/** 25 for 0.25. */
export function percent(share: number): number {
  return Math.round(share * 100)
}

/** Whether two choices, or two policies, say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export function changesNothing({ comes_down, goes_out }: PolicyPreview): boolean {
  return comes_down === 0 && goes_out === 0
}
