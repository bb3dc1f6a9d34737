import { describe, expect, it } from 'vitest'
import type { SchoolPolicy } from '../api/types'
import { said } from './policy'

const POLICY = {
  year_ends_month: 8,
  answers_last: 'school_year',
  young_people: 'veto',
  close_up_share: 0.29,
  is_public_body: true,
  languages: ['en', 'cy'],
  contact: '',
  smallest_group: 3,
} as SchoolPolicy

describe('a choice of the school', () => {
  it.each([
    ['year_ends_month', 'August'],
    ['answers_last', 'until the school year ends'],
    ['young_people', 'their no is enough'],
    ['close_up_share', '29 %'],
    ['is_public_body', 'yes'],
    ['languages', '2 languages'],
    ['contact', 'empty'],
    ['smallest_group', '3'],
  ] as const)('%s reads as people say it', (choice, words) => {
    expect(said(POLICY, choice)).toBe(words)
  })
})
