import { describe, expect, test } from 'vitest'
import { badges, inGroups, likeness, shownSteps, stepOutcome, stepText, stepTitle, stepWhen } from './words'

test.each([
  ['M44Q6GE6NJ', 'M44Q-6GE6-NJ'],
  ['ABCD', 'ABCD'],
])('%s is shown as its reporter has it: %s', (reference, shown) => {
  expect(inGroups(reference)).toBe(shown)
})

describe('what a report looks like in the queue', () => {
  test('says how soon, and whether somebody has it', () => {
    const words = (is_taken_on: boolean, closed_at: string | null) =>
      badges({ urgency: 'now', is_taken_on, closed_at }).map((each) => each.words)
    expect(words(false, null)).toEqual(['Now', 'Nobody has it yet'])
    expect(words(true, null)).toEqual(['Now'])
    expect(words(false, '2026-11-23T12:00:00Z')).toEqual(['Closed'])
  })
})

test('the end of a pull is called what it is', () => {
  expect(stepTitle({ kind: 'pulled', outcome: '' })).toBe('Pictures taken out of service')
  expect(stepTitle({ kind: 'pulled', outcome: 'ended' })).toBe('Pictures may go out again')
})

describe('a step of the chronology is told in words', () => {
  test.each([
    ['triage', 'by_child, medium', 'By a child. Severity: medium'],
    ['closed', 'unfounded', 'It did not happen'],
    ['subject', 'named', ''],
    ['subject', 'cleared', 'It is not about them after all'],
    ['referral', 'P-77', 'Their reference: P-77'],
    ['pulled', 'ended', ''],
    ['task_done', 'They rang back', 'Outcome: They rang back'],
    ['note', '', ''],
  ] as const)('%s, %s', (kind, outcome, words) => expect(stepOutcome({ kind, outcome })).toBe(words))

  test('a referral says to whom, and on which day', () => {
    expect(stepText({ kind: 'referral', text: 'platform Snap Trust' })).toBe('A platform, Snap Trust')
    expect(stepText({ kind: 'referral', text: 'police' })).toBe('Police')
    expect(stepText({ kind: 'note', text: 'police came' })).toBe('police came')
    expect(stepWhen({ kind: 'referral', happened: '2026-11-23' })).toBe('23 November 2026')
    expect(stepWhen({ kind: 'note', happened: 'after lunch' })).toBe('after lunch')
  })

  test('taking it on is one step', () => {
    const steps = [{ kind: 'acknowledged' as const }, { kind: 'taken_on' as const }]
    expect(shownSteps(steps)).toEqual([{ kind: 'taken_on' }])
  })
})

test.each([
  [0, 'The same picture'],
  [11, 'Very likely a copy'],
  [31, 'Probably a changed copy'],
])('%i bits apart: %s', (distance, words) => {
  expect(likeness(distance)).toBe(words)
})
