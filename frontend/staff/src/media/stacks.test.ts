import { expect, test } from 'vitest'
import type { PhotoRow } from '../api/types'
import { stacked } from './stacks'

const photos = (...ids: string[]) => ids.map((id) => ({ id })) as PhotoRow[]
const words = (tiles: ReturnType<typeof stacked>) =>
  tiles.map(({ photo, stack, isWithin, isSeen }) =>
    [photo.id, stack && `${stack.size} alike`, isWithin && 'within', isSeen ? '' : 'unseen']
      .filter(Boolean)
      .join(' '),
  )

test('those that are alike stand beside the first, unseen until it is unfolded', () => {
  const groups = [['b', 'd', 'e']]
  expect(words(stacked(photos('a', 'b', 'c', 'd', 'e'), groups, new Set()))).toEqual([
    'a',
    'b 3 alike',
    'd within unseen',
    'e within unseen',
    'c',
  ])
  expect(words(stacked(photos('a', 'b', 'c', 'd', 'e'), groups, new Set(['b'])))).toEqual([
    'a',
    'b 3 alike',
    'd within',
    'e within',
    'c',
  ])
})

test('a filter leaves of a stack what fits it; one alone is no stack', () => {
  const groups = [
    ['a', 'b', 'c'],
    ['x', 'y'],
  ]
  expect(words(stacked(photos('b', 'c', 'y'), groups, new Set()))).toEqual([
    'b 2 alike',
    'c within unseen',
    'y',
  ])
})

test('nothing is lost where nothing is alike', () => {
  expect(words(stacked(photos('a', 'b'), [], new Set()))).toEqual(['a', 'b'])
})
