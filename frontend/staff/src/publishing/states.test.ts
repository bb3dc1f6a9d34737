import { expect, test } from 'vitest'
import { stateOf } from './states'

function placement(codes: string[], rest: { removed_at?: string; showing?: boolean } = {}) {
  const reasons = codes.map((code) => ({ rule: 'P6', code, about: null, text: code, mend: null }))
  return {
    removed_at: null,
    showing: codes.length === 0,
    waits_for_release: codes.includes('not_released'),
    reasons,
    ...rest,
  }
}

test.each([
  [[], 'Showing'],
  [['not_released'], 'Waits for a second person'],
  [['review_overdue'], 'Review overdue: not showing'],
  [['not_released', 'review_overdue'], 'Review overdue: not showing'],
  [['not_released', 'refused'], 'Not showing'],
  [['people_changed'], 'Not showing'],
])('%j reads %s', (codes, words) => {
  expect(stateOf(placement(codes)).words).toBe(words)
})

test('what has no address is handed over, and what was removed is gone', () => {
  expect(stateOf(placement([]), 'none').words).toBe('Ready to hand over')
  expect(stateOf(placement([], { removed_at: '2026-05-01T10:00:00Z' })).words).toBe('Taken down')
})
