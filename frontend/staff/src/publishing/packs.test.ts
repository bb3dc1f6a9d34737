import { expect, test } from 'vitest'
import type { Channel, Pack, Placement } from '../api/types'
import { asNewPack, canBeHandedOver, emptyDraft, saidOf } from './packs'

const placement = (id: string) => ({ id }) as Placement
const pack = (fields: Partial<Pack>) => ({ is_open: true, expires_on: null, fetches: 0, ...fields }) as Pack
const day = (date: string) => date

test('a pack ends in a month unless somebody says otherwise', () => {
  expect(emptyDraft(new Date('2026-03-01T10:00:00Z')).expiresOn).toBe('2026-03-31')
})

test('what is chosen goes in the order of the page, and all of it when nothing is', () => {
  const draft = { ...emptyDraft(new Date()), name: 'Fair', recipient: 'Echo', expiresOn: '' }
  const inPlace = [placement('a'), placement('b'), placement('c')]
  expect(asNewPack('ch', { ...draft, chosen: ['c', 'a', 'gone'] }, inPlace).placement_ids).toEqual(['a', 'c'])
  expect(asNewPack('ch', draft, inPlace)).toMatchObject({ placement_ids: null, expires_on: null })
})

test('only what may leave is handed over', () => {
  const doors = ['public', 'family', 'screen', 'none'] as const
  expect(doors.map((door) => canBeHandedOver({ door } as Channel))).toEqual([true, false, false, true])
})

test('how a pack stands is said in a few words', () => {
  expect(saidOf(pack({}), day)).toBe('until you close it, not fetched yet')
  expect(saidOf(pack({ expires_on: '2026-03-31', fetches: 1 }), day)).toBe('until 2026-03-31, fetched once')
  expect(saidOf(pack({ is_open: false, fetches: 3 }), day)).toBe('closed, fetched 3 times')
})
