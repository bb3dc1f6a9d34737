import { expect, test } from 'vitest'
import {
  chooseAll,
  chooseNone,
  extend,
  keepShown,
  move,
  NOTHING_CHOSEN,
  type Selection,
  toggle,
} from './selection'

const ORDER = ['a', 'b', 'c', 'd', 'e', 'f']
const chosen = (selection: Selection) => [...selection.chosen].toSorted().join('')

test('toggling chooses and lets go, and sets the anchor', () => {
  const one = toggle(NOTHING_CHOSEN, 'b')
  expect(one).toMatchObject({ anchor: 'b', cursor: 'b' })
  expect(chosen(one)).toBe('b')
  expect(chosen(toggle(one, 'b'))).toBe('')
})

test('shift-click chooses from the anchor, in both directions, and keeps the rest', () => {
  expect(chosen(extend(toggle(NOTHING_CHOSEN, 'b'), ORDER, 'd'))).toBe('bcd')
  expect(chosen(extend(toggle(NOTHING_CHOSEN, 'e'), ORDER, 'c'))).toBe('cde')
  const two = toggle(toggle(NOTHING_CHOSEN, 'a'), 'e')
  expect(chosen(extend(two, ORDER, 'f'))).toBe('aef')
})

test('shift-click with nothing chosen chooses that one', () => {
  expect(chosen(extend(NOTHING_CHOSEN, ORDER, 'c'))).toBe('c')
})

test('arrows move the cursor and stop at the ends', () => {
  const start = { ...NOTHING_CHOSEN, cursor: 'b' }
  expect(move(start, ORDER, 3, false).cursor).toBe('e')
  expect(move(start, ORDER, -3, false).cursor).toBe('a')
  expect(move(start, ORDER, 30, false).cursor).toBe('f')
  expect(chosen(move(start, ORDER, 1, false))).toBe('')
})

test('shift and arrows grow the range, and shrink it again', () => {
  const anchored = toggle(NOTHING_CHOSEN, 'b')
  const grown = move(move(anchored, ORDER, 1, true), ORDER, 1, true)
  expect(chosen(grown)).toBe('bcd')
  expect(chosen(move(grown, ORDER, -1, true))).toBe('bc')
  expect(chosen(move(grown, ORDER, -3, true))).toBe('ab')
})

test('what is no longer shown is no longer chosen', () => {
  const three = chooseAll(toggle(NOTHING_CHOSEN, 'c'), ORDER)
  const kept = keepShown(three, ['a', 'b'])
  expect(chosen(kept)).toBe('ab')
  expect(kept).toMatchObject({ anchor: null, cursor: null })
})

test('a grid that shows the same keeps the very same selection', () => {
  const two = toggle(toggle(NOTHING_CHOSEN, 'a'), 'e')
  expect(keepShown(two, ORDER)).toBe(two)
})

test('an empty grid has nowhere to move', () => {
  expect(move(NOTHING_CHOSEN, [], 1, true)).toBe(NOTHING_CHOSEN)
})

test('choosing none forgets the anchor, not the cursor', () => {
  expect(chooseNone(toggle(NOTHING_CHOSEN, 'c'))).toEqual({ anchor: null, cursor: 'c', chosen: new Set() })
})
