import { expect, test } from 'vitest'
import { changed } from './ChildPicker'

test('a class is ticked, then a child ticked off', () => {
  const all = changed(new Set(['x']), [{ id: 'a' }, { id: 'b' }], true)
  expect([...all]).toEqual(['x', 'a', 'b'])
  expect([...changed(all, [{ id: 'a' }], false)]).toEqual(['x', 'b'])
})
