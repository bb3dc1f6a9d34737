import { expect, test } from 'vitest'
import { asProblem, Problem, problemOf } from './problem'

test('a problem document keeps its sentence, reasons and wait', () => {
  const reasons = [
    { rule: 'C2', code: 'not_answered', about: null, text: 'Nobody has answered.', mend: null },
  ]
  const problem = problemOf(409, { type: '/problems/refused', detail: 'Not cleared.', reasons }, '30')
  expect(problem).toMatchObject({
    message: 'Not cleared.',
    type: '/problems/refused',
    reasons,
    retryAfter: 30,
  })
})

test('an answer that is no problem document still gives a sentence', () => {
  expect(problemOf(502, '<html>', null).message).toMatch(/could not do this just now/)
  expect(asProblem(new TypeError('Failed to fetch')).message).toMatch(/could not be reached/)
})

test.each([
  [0, true],
  [429, true],
  [503, true],
  [401, false],
  [409, false],
  [415, false],
])('a %i may pass by itself: %s', (status, mayPass) => {
  expect(new Problem({ status }).mayPass).toBe(mayPass)
})
