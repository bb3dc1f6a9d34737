import { expect, test } from 'vitest'
import { afterwards, step } from './queue'

const IDS = ['a', 'b', 'c']

test('a step goes on, and stays at either end', () => {
  expect(step(IDS, 'a', 1)).toBe('b')
  expect(step(IDS, 'c', 1)).toBe('c')
  expect(step(IDS, 'a', -1)).toBe('a')
})

test('who is nowhere starts at the first', () => {
  expect(step(IDS, null, 1)).toBe('a')
  expect(step(IDS, 'gone', -1)).toBe('a')
  expect(step([], 'gone', 1)).toBe(null)
})

test('after one is done comes the next, at the end the one before', () => {
  expect(afterwards(IDS, 'b')).toBe('c')
  expect(afterwards(IDS, 'c')).toBe('b')
  expect(afterwards(['a'], 'a')).toBe(null)
})
