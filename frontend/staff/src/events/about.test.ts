import { expect, test } from 'vitest'
import { type AboutEvent, changesOf, undoing } from './about'

const SPORTS_DAY: AboutEvent = {
  name: 'Sports day',
  on_date: '2026-06-12',
  place: 'School field',
  scale: 'ordinary',
  spectators: 'allowed',
  activity: 'athletics',
}

test('only what was changed is sent, so that a colleague’s change stays', () => {
  expect(changesOf(SPORTS_DAY, { ...SPORTS_DAY, scale: 'large', activity: null })).toEqual({
    scale: 'large',
    activity: null,
  })
  expect(changesOf(SPORTS_DAY, { ...SPORTS_DAY })).toEqual({})
})

test('undoing brings back what was there, and touches nothing else', () => {
  expect(undoing(SPORTS_DAY, { activity: null })).toEqual({ activity: 'athletics' })
})
