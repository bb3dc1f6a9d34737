import { expect, test } from 'vitest'
import { asLocal, count, day, length, size, span } from './wording'

test('days are said in words, whatever the time zone', () => {
  expect(day('2026-06-14')).toBe('14 June 2026')
  expect(day('2028-06-01T00:00:00Z')).toBe('1 June 2028')
})

test('an instant goes into a field and back', () => {
  const at = new Date('2026-05-03T12:00:00Z')
  expect(new Date(asLocal(at)).getTime()).toBe(at.getTime())
})

test('one photo, two photos, a thousand children', () => {
  expect(count(1, 'photo')).toBe('1 photo')
  expect(count(2, 'photo')).toBe('2 photos')
  expect(count(1000, 'child', 'children')).toBe('1,000 children')
})

test.each([
  [2, 'a few seconds'],
  [38, '40 seconds'],
  [840, '14 minutes'],
  [7200, '2 hours'],
])('%i seconds are %s', (seconds, words) => {
  expect(span(seconds)).toBe(words)
})

test('sizes', () => {
  expect(size(0)).toBe('0 kB')
  expect(size(900)).toBe('1 kB')
  expect(size(3_450_000)).toBe('3.5 MB')
})

test('how long a video runs', () => {
  expect([0.2, 7, 59.6, 750].map(length)).toEqual(['0:01', '0:07', '1:00', '12:30'])
})
