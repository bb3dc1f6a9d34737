import { expect, test } from 'vitest'
import { imagesSaid } from './imagesSaid'

test.each([
  ['no', null, 'no'],
  ['no', 'no', 'no'],
  ['no', 'unsure', 'unsure'],
  ['no', 'yes', 'unsure'],
  ['unsure', 'no', 'unsure'],
  ['unsure', 'yes', 'unsure'],
  ['yes', 'unsure', 'yes'],
] as const)('%s after %s counts as %s', (answer, before, counted) => {
  expect(imagesSaid(answer, before)).toBe(counted)
})
