import { describe, expect, test } from 'vitest'
import { captureState, isClockWrong, step } from './words'

describe('how a capture stands', () => {
  const open = { closed_at: null, open_tasks: 0, due_on: null }
  test.each([
    [{ ...open, closed_at: '2026-06-12T10:00:00Z', open_tasks: 1 }, 'Closed', 'good'],
    [open, 'Open', 'calm'],
    [{ ...open, open_tasks: 2, due_on: '2026-06-12' }, '2 tasks', 'warn'],
    [{ ...open, open_tasks: 1, due_on: '2026-06-11' }, '1 task, late', 'bad'],
  ] as const)('%o: %s', (row, words, tone) => {
    expect(captureState(row, '2026-06-12')).toMatchObject({ words, tone })
  })
})

test.each([
  ['2026-06-12T14:05:00Z', false],
  ['2026-06-10T09:00:00Z', false],
  ['2026-06-12T15:00:00Z', true],
  ['2099-01-01T00:00:00Z', true],
  ['1970-01-01T00:00:12Z', true],
])('a phone that says %s: its clock is wrong: %s', (logged_at, is) => {
  expect(isClockWrong({ logged_at, received_at: '2026-06-12T14:06:00Z' })).toBe(is)
})

describe('a step', () => {
  test('of a task or a closing says its word, and keeps colons in the text', () => {
    expect(step({ kind: 'task_done', text: 'police: Told: 101.' })).toEqual({
      title: 'Task done: tell the police',
      text: 'Told: 101.',
    })
    expect(step({ kind: 'closed', text: 'deleted: ' })).toEqual({
      title: 'Closed: they deleted it',
      text: '',
    })
  })
  test('of any other kind is as it was written', () => {
    expect(step({ kind: 'note', text: 'police: no.' })).toEqual({ title: 'Note', text: 'police: no.' })
  })
})
