import { expect, test } from 'vitest'
import { STAGES, summary } from './stages'
import { totals } from './queue'

const none = totals([])

test('the summary says what was skipped and what was not taken', () => {
  expect(summary({ ...none, files: 40, added: 27, here: 12, refused: 1 })).toBe(
    '27 photos added. 12 of 40 were here already. 1 not taken.',
  )
  expect(summary({ ...none, files: 1, twice: 1 })).toBe('1 of 1 was here already.')
  expect(summary(none)).toBe('')
})

test('no two stages read alike', () => {
  const words = Object.values(STAGES).map((stage) => stage.words)
  expect(new Set(words).size).toBe(words.length)
})
