import { expect, test } from 'vitest'
import { asBody, blankDraft, daysOf, missingIn } from './draft'

const blank = blankDraft('r1')

test.each([
  ['', []],
  ['7', [7]],
  ['14, 7;7', [7, 14]],
])('the reminders %j are the days %j', (text, days) => {
  expect(daysOf(text)).toEqual(days)
})

test.each(['soon', '0', '7.5', '-1', '500', '1 2 3 4 5 6 7'])('%j is no list of days', (text) => {
  expect(daysOf(text)).toBeUndefined()
})

test('a step says what is missing', () => {
  expect(missingIn(blank, 0)).toBeUndefined()
  expect(missingIn({ ...blank, kind: 'classes' }, 0)).toMatch(/class/)
  expect(missingIn({ ...blank, kind: 'children' }, 0)).toMatch(/child/)
  expect(missingIn({ ...blank, kind: 'event' }, 0)).toMatch(/event/)
  expect(missingIn(blank, 2)).toMatch(/name/)
  expect(missingIn({ ...blank, name: 'Spring', reminders: 'soon' }, 2)).toMatch(/days/)
})

test('what was chosen for another kind of round is not sent', () => {
  const changed = {
    ...blank,
    name: ' Spring ',
    classIds: new Set(['c1']),
    childIds: new Set(['k1']),
    eventId: 'e1',
  }
  expect(asBody({ ...changed, kind: 'classes' })).toMatchObject({
    name: 'Spring',
    scope: { kind: 'classes', class_ids: ['c1'], child_ids: [] },
    event_id: null,
    purposes: null,
    due_on: null,
    remind_after: [7, 14],
  })
  expect(asBody({ ...changed, kind: 'event' })).toMatchObject({ event_id: 'e1', scope: { class_ids: [] } })
})
