import { describe, expect, test } from 'vitest'
import {
  asItem,
  asUndo,
  canBeCounted,
  choices,
  corrected,
  looked,
  missing,
  saidCounted,
  saidRight,
} from './lookover'
import { fromService } from './person'
import { AMIRA, BEN, face, MS_DAY, photoWith } from './samples'

const model = [
  face(1, { id: 'a', resolution: 'child', child: AMIRA }),
  face(2, { id: 'b', resolution: 'adult', adult: MS_DAY }),
].map(fromService)
const other = photoWith([face(1), face(2)], { id: 'photo-2', people_version: 4 })
const fresh = looked(model, 'IMG_0001.jpg', other)

test('names are taken over, nothing is ticked', () => {
  expect(fresh.people.map(({ is, asIn }) => [is, asIn])).toEqual([
    [{ resolution: 'child', child: AMIRA }, 'IMG_0001.jpg'],
    [{ resolution: 'adult', adult: MS_DAY }, 'IMG_0001.jpg'],
  ])
  expect([fresh.isRight, fresh.isCounted]).toEqual([false, false])
})

describe('ticks', () => {
  test('whoever counts has looked at the names; who takes that back has not counted', () => {
    const counted = saidCounted(fresh, true)
    expect([counted.isRight, counted.isCounted]).toEqual([true, true])
    expect(saidRight(counted, false).isCounted).toBe(false)
    expect(saidCounted(counted, false).isRight).toBe(true)
  })

  test('go when a name changes', () => {
    const changed = corrected(saidCounted(fresh, true), 'face-1', { resolution: 'child', child: BEN })
    expect([changed.isRight, changed.isCounted]).toEqual([false, false])
  })

  test('nobody counts while somebody is open (W2)', () => {
    const open = corrected(fresh, 'face-1', { resolution: 'open' })
    expect(canBeCounted(open)).toBe(false)
    expect(saidCounted(open, true)).toMatchObject({ isRight: true, isCounted: false })
  })
})

test('nobody is two people in one picture (W2)', () => {
  const moved = corrected(fresh, 'face-1', { resolution: 'adult', adult: MS_DAY })
  expect(moved.people.map(({ is }) => is.resolution)).toEqual(['adult', 'open'])
})

test('everybody around can be chosen, each once, and who is not here is named', () => {
  const one = looked(
    model,
    'IMG_0001.jpg',
    photoWith([face(1, { resolution: 'child', child: BEN }), face(2)]),
  )
  expect(choices(model, one).map((is) => (is.resolution === 'child' ? is.child.id : is.resolution))).toEqual([
    AMIRA.id,
    'adult',
    BEN.id,
  ])
  expect(missing(model, one)).toEqual([{ resolution: 'child', child: AMIRA }])
})

test('what goes out, and what takes it back', () => {
  expect(asItem(fresh)).toMatchObject({
    photo_id: 'photo-2',
    people_version: 4,
    people: [{ id: 'face-1', child_id: AMIRA.id }, { adult_id: MS_DAY.id }],
    head_count: null,
  })
  expect(asItem(saidCounted(fresh, true)).head_count).toBe(2)
  expect(asUndo(fresh, { ...other, people_version: 5 })).toMatchObject({
    people_version: 5,
    people: [{ resolution: 'open' }, { resolution: 'open' }],
    head_count: null,
  })
})
