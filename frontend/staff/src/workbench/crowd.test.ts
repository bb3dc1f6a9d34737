import { expect, test } from 'vitest'
import type { Clearance, CrowdLook } from '../api/types'
import { ASKED, everybody, smallOnes, usesToCheck } from './crowd'
import { opened, step } from './people'
import { AMIRA, face, photoWith } from './samples'

const HIGH = { x: 0.5, y: 0.1, w: 0.1, h: 0.2 }
const small = (number: number) => face(number, { box: { x: number * 0.1, y: 0.3, w: 0.02, h: 0.03 } })
const named = face(3, {
  box: { x: 0.3, y: 0.3, w: 0.02, h: 0.03 },
  resolution: 'child',
  child: AMIRA,
})
const photo = photoWith([small(1), small(2), named, face(4, { box: HIGH })])

test('the crowd is who is open and small, measured by what goes out', () => {
  const { people } = opened(photo)
  expect(smallOnes(people, null, 0.04)).toEqual(['face-1', 'face-2'])
  expect(smallOnes(people, { x: 0, y: 0, w: 1, h: 0.5 }, 0.04)).toEqual([])
})

test('all of them are put in the crowd in one step, and one undo takes it back', () => {
  const bench = step(opened(photo), { do: 'crowd_rest', keys: ['face-1', 'face-2'] })
  const states = bench.people.map(({ is }) => is.resolution)
  expect(states).toEqual(['crowd', 'crowd', 'child', 'open'])
  expect(bench.said).toBe('2 people are one of the crowd.')
  expect(bench.focused).toBe('face-4')
  const undone = step(bench, { do: 'undo' })
  expect(undone.people.map(({ is }) => is.resolution)).toEqual(['open', 'open', 'child', 'open'])
})

test('nobody small is open: nothing changes', () => {
  const bench = step(opened(photo), { do: 'crowd_rest', keys: [] })
  expect(bench.past).toEqual([])
  expect(bench.said).toMatch(/Nobody who is open is small enough/)
})

const reason = (code: string) => ({ rule: 'E6', code, about: null, text: '', mend: null })
const decision = (purpose: string, ...codes: string[]): Clearance['purposes'][number] => ({
  purpose,
  outcome: 'needs_person',
  reasons: codes.map(reason),
  warnings: [],
  holds_until: null,
})

test('only the uses that wait for a look are looked for', () => {
  const purposes = [decision('website', ASKED), decision('naming', 'crowd_portrait'), decision('press')]
  expect(usesToCheck({ photo_id: 'p', purposes, shown_nowhere: [] })).toEqual(['website'])
})

const child = (id: string, name: string, group_name = '') => ({ id, name, class_name: null, group_name })
const look = (...look_for: CrowdLook['look_for']): CrowdLook => ({
  photo_id: 'p',
  purpose: 'website',
  people_version: 1,
  look_for,
  is_checked: false,
  checked_by: [],
  is_own_upload: false,
})

test('a child who is to be kept out of several uses is looked for once, by group and name', () => {
  const [una, vic, wim] = [
    child('u', 'Una', 'Row 10'),
    child('v', 'Vic', 'Row 2'),
    child('w', 'Wim', 'Row 2'),
  ]
  expect(everybody([look(una, wim), look(una, vic)]).map(({ id }) => id)).toEqual(['v', 'w', 'u'])
})
