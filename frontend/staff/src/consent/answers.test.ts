import { expect, test } from 'vitest'
import { standingWords } from './answers'

test.each([
  ['given', true, 'good'],
  ['refused', false, 'bad'],
  ['withdrawn', false, 'bad'],
  ['conflict', false, 'bad'],
  ['expired', false, 'calm'],
  ['not_answered', false, 'calm'],
])('a standing of %s is shown as %s / %s', (state, allows, tone) => {
  expect(standingWords({ label: 'words of the service', allows, state })).toMatchObject({
    words: 'words of the service',
    tone,
  })
})

test('a yes that does not count is never shown as good', () => {
  expect(standingWords({ label: 'Yes', allows: false, state: 'given' }).tone).not.toBe('good')
})
