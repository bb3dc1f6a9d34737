import { expect, test } from 'vitest'
import type { DeletedItem } from '../api/types'
import { told } from './deleted'

const item = (outcome: DeletedItem['outcome']): DeletedItem => ({ id: 'x', outcome })

test('says how many are gone, also those that somebody else had deleted', () => {
  expect(told([item('deleted'), item('not_found')])).toBe('2 pictures deleted.')
})

test('says which stay and why', () => {
  expect(told([item('deleted'), item('not_allowed')])).toBe(
    '1 picture deleted. 1 picture not deleted: somebody else uploaded or reviewed it. Ask a publisher.',
  )
  expect(told([item('not_allowed')])).toMatch(/^1 picture not deleted/)
})
