import { describe, expect, test } from 'vitest'
import { clockState, nextStep, step } from './words'

const NOW = new Date('2026-05-03T12:00:00Z')

describe('the 72 hours', () => {
  test.each([
    ['running', '2026-05-06T11:30:00Z', '71 hours left', 'warn'],
    ['running', '2026-05-04T12:00:00Z', '24 hours left', 'bad'],
    ['running', '2026-05-03T12:20:00Z', 'Less than an hour left', 'bad'],
    ['late', '2026-05-03T09:00:00Z', '3 hours late', 'bad'],
    ['running', '2026-05-03T10:59:00Z', '1 hour late', 'bad'],
    ['stopped', '2026-05-06T12:00:00Z', 'In time', 'good'],
    ['stopped_late', '2026-05-01T12:00:00Z', 'Settled late', 'warn'],
  ] as const)('%s, due %s: %s', (clock, due_at, words, tone) => {
    expect(clockState({ clock, due_at }, NOW)).toMatchObject({ words, tone })
  })
})

describe('what is next', () => {
  test.each([
    [null, 'running', 'Decide whether'],
    ['report', 'running', 'Tell the regulator'],
    ['report', 'late', 'Tell the regulator'],
    ['report', 'stopped', 'See to the families'],
    ['do_not_report', 'stopped_late', 'See to the families'],
  ] as const)('%s, %s: %s', (decision, clock, begins) => {
    expect(nextStep({ decision, clock, closed_at: null })).toContain(begins)
  })
  test('nothing once it is closed', () => {
    expect(nextStep({ decision: 'report', clock: 'stopped', closed_at: '2026-05-03T12:00:00Z' })).toBe(
      'Closed.',
    )
  })
})

describe('a step', () => {
  test('of a decision says it in words, and keeps colons in the reason', () => {
    expect(step({ kind: 'decided', text: 'do_not_report: Two families: both told.' })).toEqual({
      title: 'Decided: the regulator is not told',
      text: 'Two families: both told.',
    })
  })
  test('of any other kind is as it was written', () => {
    expect(step({ kind: 'note', text: 'report: seen' })).toEqual({ title: 'Note', text: 'report: seen' })
  })
})
