import { expect, test } from 'vitest'
import { changesOf, hasLeft, today } from './changes'

test('only what differs is sent', () => {
  const before = { name: 'Sara Khan', email: 'sara@family.example' as string | null, contact_barred: false }
  expect(changesOf(before, { ...before })).toEqual({})
  expect(changesOf(before, { ...before, email: null, contact_barred: true })).toEqual({
    email: null,
    contact_barred: true,
  })
})

test.each([
  [null, false],
  ['2026-07-21', false],
  ['2026-07-20', true],
  ['2025-12-31', true],
])('with %s as the last day, on 20 July 2026 has left: %s', (left_on, expected) => {
  expect(hasLeft(left_on, '2026-07-20')).toBe(expected)
})

test('today is the day here, not in Greenwich', () => {
  expect(today(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05')
})
