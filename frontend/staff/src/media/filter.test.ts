import { expect, test } from 'vitest'
import type { PhotoRow } from '../api/types'
import { photoState } from '../clearance/outcomes'
import { countStates, gridFilter, isShown } from './filter'

const photo = (id: string, more: Partial<PhotoRow> = {}): PhotoRow =>
  ({ id, scan_state: 'scanned', open: 0, reviewed: false, ...more }) as PhotoRow

test.each([
  [{ scan_state: 'waiting', open: 0, reviewed: false }, 'waiting'],
  [{ scan_state: 'failed', open: 0, reviewed: true }, 'failed'],
  [{ scan_state: 'scanned', open: 2, reviewed: true }, 'open'],
  [{ scan_state: 'scanned', open: 0, reviewed: false }, 'to_review'],
  [{ scan_state: 'scanned', open: 0, reviewed: true }, 'reviewed'],
] as const)('%o is %s', (facts, state) => {
  expect(photoState(facts)).toBe(state)
})

test('filters by state and by the outcome for a purpose', () => {
  const outcomes = new Map([['a', { website: 'cleared' as const }]])
  expect(isShown(photo('a'), { state: 'to_review' }, outcomes)).toBe(true)
  expect(isShown(photo('a', { open: 1 }), { state: 'to_review' }, outcomes)).toBe(false)
  expect(isShown(photo('a'), { purpose: 'website', outcome: 'cleared' }, outcomes)).toBe(true)
  expect(isShown(photo('a'), { purpose: 'website', outcome: 'blocked' }, outcomes)).toBe(false)
  expect(isShown(photo('b'), { purpose: 'website', outcome: 'cleared' }, outcomes)).toBe(false)
})

test('the address is read with care', () => {
  expect(gridFilter({ state: 'open', purpose: 'website', outcome: 'blocked' })).toEqual({
    state: 'open',
    purpose: 'website',
    outcome: 'blocked',
  })
  expect(gridFilter({ state: 'toString', purpose: 'website', outcome: 'maybe' })).toEqual({})
  expect(gridFilter({ outcome: 'blocked' })).toEqual({})
})

test('counts each state', () => {
  const photos = [photo('a'), photo('b', { open: 1 }), photo('c', { scan_state: 'waiting' }), photo('d')]
  expect(countStates(photos)).toEqual({ waiting: 1, failed: 0, open: 1, to_review: 2, reviewed: 0 })
})
