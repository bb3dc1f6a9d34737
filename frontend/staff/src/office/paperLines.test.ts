import { expect, test } from 'vitest'
import { answersOf, type Lines, marked, markOf, toggled } from './paperLines'

test.each([
  ['y', 'given'],
  ['Y', 'given'],
  ['n', 'refused'],
  ['b', ''],
  ['x', undefined],
  ['Tab', undefined],
])('the key %s means %s', (key, mark) => {
  expect(markOf(key)).toBe(mark)
})

test('a blank line is left out, also one that was marked before', () => {
  const lines = marked(marked(marked({}, 'website', 'given'), 'press', 'refused'), 'website', '')
  expect(answersOf(lines)).toEqual([{ purpose: 'press', said: 'refused', conditions: [] }])
})

test('conditions ride on a yes alone', () => {
  const yes = toggled(marked({}, 'website', 'given'), 'website', 'group_only')
  expect(answersOf(yes)).toEqual([{ purpose: 'website', said: 'given', conditions: ['group_only'] }])
  expect(answersOf(marked(yes, 'website', 'refused'))).toEqual([
    { purpose: 'website', said: 'refused', conditions: [] },
  ])
})

test('never named and first name allowed shut each other out', () => {
  const conditions = (lines: Lines) => lines['website']?.conditions
  const named = toggled(marked({}, 'website', 'given'), 'website', 'first_name')
  const never = toggled(named, 'website', 'not_named')
  expect(conditions(never)).toEqual(['not_named'])
  expect(conditions(toggled(never, 'website', 'not_named'))).toEqual([])
})
