import { describe, expect, test } from 'vitest'
import { neighbours, nextToDo } from './todo'

const order = ['a', 'b', 'c', 'd']

describe('neighbours', () => {
  test.each([
    ['a', null, 'b', 1],
    ['c', 'b', 'd', 3],
    ['d', 'c', null, 4],
    ['elsewhere', null, 'a', null],
  ])('of %s: %s and %s', (current, previous, next, place) => {
    expect(neighbours(order, current)).toEqual({ previous, next, place })
  })

  test('of the only photo: none', () => {
    expect(neighbours(['a'], 'a')).toEqual({ previous: null, next: null, place: 1 })
  })
})

describe('next to do', () => {
  test.each([
    ['a', ['c', 'd'], 'c'],
    ['c', ['a'], 'a'],
    ['b', ['b'], null],
    ['b', [], null],
    ['elsewhere', ['b'], 'b'],
  ])('after %s, with %j to do, is %s', (current, toDo, next) => {
    expect(nextToDo(order, current, new Set(toDo))).toBe(next)
  })
})
