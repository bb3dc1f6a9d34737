import { expect, test } from 'vitest'
import { waitingWords } from './waitingWords'

const NOW = new Date('2026-06-12T14:05:00Z')
const since = (time: string) => ({ id: time, since: `2026-06-12T${time}Z` })

test('how many wait, and how long the first has', () => {
  expect(waitingWords([since('13:53:00')], NOW)).toContain('1 log waits on this phone, for 12 minutes.')
  expect(waitingWords([since('12:05:00'), since('14:04:59')], NOW)).toContain(
    '2 logs wait on this phone, the first for 2 hours.',
  )
  expect(waitingWords([since('14:06:00')], NOW)).toContain('for a few seconds')
})
