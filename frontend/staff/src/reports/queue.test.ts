import { expect, test } from 'vitest'
import { inQueue, waitsInWords } from './queue'

const ME = 'me'
const row = (id: string, is_taken_on: boolean, handler: string | null, more = {}) => ({
  id,
  is_taken_on,
  handler: handler === null ? null : { id: handler },
  urgency: 'normal' as const,
  late_tasks: 0,
  has_news: false,
  ...more,
})

test('what nobody has comes first, then what is new, then one’s own, then what others have; each as it came', () => {
  const rows = [
    row('theirs', true, 'deputy'),
    row('added to', true, ME, { has_news: true }),
    row('new', false, null),
    row('mine', true, ME),
    row('given', false, ME),
  ]
  expect(inQueue(rows, ME).map((group) => [group.title, group.rows.map(({ id }) => id)])).toEqual([
    ['Nobody has it yet', ['new', 'given']],
    ['The reporter wrote again', ['added to']],
    ['You have it', ['mine']],
    ['Somebody else has it', ['theirs']],
  ])
  expect(inQueue([], ME)).toEqual([])
})

test('what waits is said in a few words', () => {
  expect(waitsInWords([row('theirs', true, 'deputy', { late_tasks: 4 })], ME)).toBe(
    'Each open report has somebody who looks after it.',
  )
  const rows = [
    row('new', false, null, { urgency: 'now' }),
    row('other', false, null),
    row('mine', true, ME, { late_tasks: 1, has_news: true }),
  ]
  expect(waitsInWords(rows, ME)).toBe(
    '2 reports wait for somebody to take them on. 1 report can’t wait. Something was added to 1 report. 1 task of yours is late.',
  )
})
