import { expect, test } from 'vitest'
import { missingWords, printAddress, standing } from './notices'

test('what is missing reads as a sentence', () => {
  expect(missingWords(['door_sign'])).toBe('the sign at the door')
  expect(missingWords(['door_sign', 'announcement'])).toBe('the sign at the door and the announcement')
  expect(standing({ are_needed: true, missing: ['announcement'] })).toBe(
    'Nobody can add pictures yet. Still missing: the announcement.',
  )
})

test('only a large event waits for its notices', () => {
  expect(standing({ are_needed: false, missing: [] })).toMatch(/needs no notices/)
  expect(standing({ are_needed: true, missing: [] })).toMatch(/pictures can be added/)
})

test('the PDF is asked for by kind and language', () => {
  expect(printAddress('e1', ['door_sign'], ['en', 'pl'])).toBe(
    '/api/events/e1/notices.pdf?kind=door_sign&language=en&language=pl',
  )
})
