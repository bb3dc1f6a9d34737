import { expect, test } from 'vitest'
import { OUTCOMES, PHOTO_STATES } from './outcomes'

test.each([
  ['outcomes', OUTCOMES],
  ['states', PHOTO_STATES],
])('%s differ in words and each has an icon, so that none rests on colour alone', (_name, table) => {
  const states = Object.values(table)
  expect(new Set(states.map((state) => state.words)).size).toBe(states.length)
  expect(states.every((state) => state.icon.length > 0)).toBe(true)
})

test('the three outcomes differ in icon too', () => {
  expect(new Set(Object.values(OUTCOMES).map((state) => state.icon)).size).toBe(3)
})
