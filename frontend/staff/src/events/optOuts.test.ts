import { expect, test } from 'vitest'
import type { OptOut } from '../api/types'
import { howItCounts, isUnsure, loudestFirst, optOutState } from './optOuts'

const child = (rest: Partial<OptOut['children'][number]> = {}) => ({
  id: 'c1',
  name: 'Amira Khan',
  class_name: 'Otters',
  takes_part: true,
  is_certain: true,
  counts: true,
  why_ended: '',
  why_again: '',
  ...rest,
})
const row = (id: string, state: OptOut['state'], children = [child()]): OptOut => ({
  id,
  event_id: 'e1',
  child_name: 'Amira',
  class_or_group: '',
  looks: '',
  language: 'en',
  state,
  at: '2026-06-12T10:00:00Z',
  children,
  settled_by: null,
  settled_at: null,
  why: '',
  why_again: '',
})

test('an open one comes first, then what is unsure', () => {
  const all = [
    row('settled', 'settled', []),
    row('sure', 'matched'),
    row('unsure', 'matched', [child({ is_certain: false })]),
    row('open', 'open', []),
  ]
  expect(loudestFirst(all).map(({ id }) => id)).toEqual(['open', 'unsure', 'sure', 'settled'])
})

test('a name that was only alike, and was ended, leaves nothing to say', () => {
  const children = [child(), child({ id: 'c2', is_certain: false, counts: false })]
  expect(isUnsure(row('one', 'matched', children))).toBe(false)
  expect(optOutState(row('one', 'matched', children)).words).toBe('Counts')
  expect(optOutState(row('one', 'open', [])).tone).toBe('bad')
})

test('it says for each child whether it counts', () => {
  expect(howItCounts(child())).toBe('It counts for this child.')
  expect(howItCounts(child({ is_certain: false }))).toContain('until somebody says who is meant')
  expect(howItCounts(child({ counts: false, why_ended: 'The mother agrees.' }))).toBe(
    'Ended: The mother agrees.',
  )
})
