import { expect, test } from 'vitest'
import { changedGroups, participantsAfter } from './participants'

test('what two people tick at the same time is all kept', () => {
  const opened = ['a', 'b', 'c']
  const chosenHere = new Set(['a', 'c', 'd'])
  expect(participantsAfter(['a', 'b', 'c', 'e'], opened, chosenHere)).toEqual(['a', 'c', 'e', 'd'])
})

test('a child whom a colleague took off meanwhile stays off', () => {
  expect(participantsAfter(['b'], ['a', 'b'], new Set(['a', 'b']))).toEqual(['b'])
})

test('only groups that differ are sent', () => {
  const child = (id: string, group_name: string) => ({
    id,
    group_name,
    name: id,
    first_name: id,
    last_name: '',
    class_id: null,
    class_name: null,
  })
  const written = new Map([
    ['a', ' Red team '],
    ['b', 'Blue team'],
  ])
  expect(changedGroups([child('a', ''), child('b', 'Blue team'), child('c', '')], written)).toEqual([
    { child_id: 'a', group_name: 'Red team' },
  ])
})
