import { expect, test } from 'vitest'
import { chasedWords, progressOf } from './words'

const counts = { not_answered: 0, waiting: 0, came_back: 0, to_print: 0 }

test('progress is a sentence', () => {
  expect(progressOf({ ...counts, people: 1500, answered: 1200, part_answered: 0 })).toBe(
    '1,200 of 1,500 people have answered',
  )
  expect(progressOf({ ...counts, people: 1, answered: 0, part_answered: 1 })).toBe(
    '0 of 1 person has answered, 1 in part',
  )
})

test('a chase says whom it does not reach', () => {
  expect(chasedWords({ reminded: 1, today_already: 0, to_print: 0 })).toBe('1 reminder goes out now.')
  expect(chasedWords({ reminded: 0, today_already: 2, to_print: 1 })).toBe(
    'Nobody is reminded. 2 people were written to today already. 1 person needs a printed letter.',
  )
})
