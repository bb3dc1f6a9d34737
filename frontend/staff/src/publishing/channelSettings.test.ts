import { expect, test } from 'vitest'
import type { Channel } from '../api/types'
import { AS_THE_POLICY_SAYS, asChange, draftOf } from './channelSettings'

const channel = {
  placers: ['user-1'],
  releasing: 'always',
  longest_edge: 800,
  review_days: null,
} as Channel

test('a form gives back what the channel has', () => {
  expect(asChange(draftOf(channel))).toEqual({
    placers: ['user-1'],
    releasing: 'always',
    longest_edge: 800,
    review_days: null,
  })
})

test('what is left empty is as the policy says, and nobody named is everybody', () => {
  const change = { placers: null, releasing: 'as_policy', longest_edge: null, review_days: null }
  expect(asChange(AS_THE_POLICY_SAYS)).toEqual(change)
  expect(asChange({ ...AS_THE_POLICY_SAYS, placers: [] })).toEqual(change)
})
