import { expect, test } from 'vitest'
import { isBehind, scanWords } from './scanProgress'

const progress = {
  photos: 800,
  scanned: 312,
  failed: 0,
  waiting: 488,
  seconds_left: 366,
  stopped_seconds: null,
}

test('says how far the scan is, and how long it takes yet', () => {
  expect(scanWords(progress)).toBe('Scanned 312 of 800, about 6 minutes left.')
  expect(scanWords({ ...progress, seconds_left: null })).toBe('Scanned 312 of 800.')
  expect(scanWords({ ...progress, scanned: 310, failed: 2 })).toBe(
    'Scanned 310 of 800, about 6 minutes left. 2 scans failed.',
  )
})

test('gives no time left while nothing moves', () => {
  expect(scanWords({ ...progress, stopped_seconds: 180 })).toBe('Scanned 312 of 800.')
})

test.each([
  ['more came, and nothing shown waits', ['scanned'], { photos: 2, waiting: 1 }, true],
  ['the last is scanned', ['scanned', 'waiting'], { photos: 2, waiting: 0 }, true],
  ['some wait: the list asks again by itself', ['waiting'], { photos: 5, waiting: 5 }, false],
  ['all is shown', ['scanned'], { photos: 1, waiting: 0 }, false],
  ['there is nothing', [], { photos: 0, waiting: 0 }, false],
] as const)('the list is behind when %s', (_, states, of, behind) => {
  expect(
    isBehind(
      states.map((scan_state) => ({ scan_state })),
      of,
    ),
  ).toBe(behind)
})
