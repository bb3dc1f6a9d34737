import { expect, test } from 'vitest'
import type { Clearance, Reason } from '../api/types'
import { gathered, viewOf } from './purposes'

const reason = (code: string, about: string | null = null): Reason => ({
  rule: 'W2',
  code,
  about,
  text: code,
  mend: null,
})
const purpose = (name: string, ...reasons: Reason[]): Clearance['purposes'][number] => ({
  purpose: name,
  outcome: reasons.length ? 'blocked' : 'cleared',
  reasons,
  holds_until: null,
  warnings: [],
})
const clearance = (...purposes: Clearance['purposes']): Clearance => ({
  photo_id: 'photo-1',
  purposes,
  shown_nowhere: [],
})

test('what every purpose has stands once, and only what is its own stays with each', () => {
  const view = viewOf(
    clearance(purpose('website', reason('open'), reason('refused')), purpose('newsletter', reason('open'))),
  )
  expect(view.everywhere.map(({ code }) => code)).toEqual(['open'])
  expect(view.each.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([['refused'], []])
})

test('the same words about another face are another reason', () => {
  const view = viewOf(
    clearance(purpose('website', reason('open', 'a')), purpose('newsletter', reason('open', 'b'))),
  )
  expect(view.everywhere).toEqual([])
})

test('each purpose keeps its outcome, also where all its reasons are shared', () => {
  const view = viewOf(clearance(purpose('website', reason('open')), purpose('newsletter', reason('open'))))
  expect(view.each.map(({ outcome }) => outcome)).toEqual(['blocked', 'blocked'])
})

test('one cleared purpose means that nothing is shared', () => {
  expect(viewOf(clearance(purpose('website', reason('refused')), purpose('newsletter'))).everywhere).toEqual(
    [],
  )
})

test('a single purpose keeps its reasons; none gives none', () => {
  expect(viewOf(clearance(purpose('website', reason('open')))).each[0]?.reasons).toHaveLength(1)
  expect(viewOf(clearance())).toEqual({ everywhere: [], each: [] })
})

test('open faces are one line about all of them; other reasons keep a line each', () => {
  const lines = gathered([
    reason('face_open', 'a'),
    reason('refused', 'a'),
    reason('face_open', 'b'),
    reason('refused', 'c'),
  ])
  expect(lines.map(({ reason: { code }, about }) => [code, about])).toEqual([
    ['face_open', ['a', 'b']],
    ['refused', ['a']],
    ['refused', ['c']],
  ])
})

test('a reason about nobody is about nobody', () => {
  expect(gathered([reason('not_reviewed')])[0]?.about).toEqual([])
})
