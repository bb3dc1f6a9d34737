import { describe, expect, test } from 'vitest'
import { takenOver } from './alike'
import type { Person, Resolved } from './person'

const child = (name: string): Resolved => ({ resolution: 'child', child: { id: name, name } })
const OPEN: Resolved = { resolution: 'open' }

/** Somebody at the middle of a face, in hundredths of the picture; a face is 6 wide and 8 high. */
function at(x: number, y: number, is: Resolved = OPEN, size = 1): Person {
  const [w, h] = [0.06 * size, 0.08 * size]
  const box = { x: x / 100 - w / 2, y: y / 100 - h / 2, w, h }
  return { key: `${x} ${y}`, id: null, number: 1, box, score: 0.9, is }
}

const names = (from: Person[], to: Person[]) =>
  [...takenOver(from, to)].map(([key, is]) => [
    key,
    is.resolution === 'child' ? is.child.name : is.resolution,
  ])

describe('as many in both, each in one row', () => {
  test('go from left to right, however far the camera went', () => {
    const from = [at(60, 40, child('Cara')), at(20, 42, child('Amira')), at(40, 38, child('Ben'))]
    expect(names(from, [at(30, 30), at(50, 33), at(75, 30)])).toEqual([
      ['30 30', 'Amira'],
      ['50 33', 'Ben'],
      ['75 30', 'Cara'],
    ])
  })

  test('one face for one face', () => {
    expect(names([at(20, 40, child('Amira'))], [at(70, 45)])).toEqual([['70 45', 'Amira']])
  })

  test('but not where two stand one before the other', () => {
    expect(names([at(20, 40, child('Amira')), at(21, 42, child('Ben'))], [at(50, 40), at(60, 40)])).toEqual(
      [],
    )
  })
})

describe('otherwise', () => {
  const rows = [
    at(20, 30, child('Amira')),
    at(40, 30, child('Ben')),
    at(20, 60, child('Cara')),
    at(40, 60, { resolution: 'redacted' }),
  ]

  test('each is with the one who is clearly the nearest', () => {
    expect(names(rows, [at(22, 31), at(41, 30), at(21, 62), at(42, 60), at(80, 60)])).toEqual([
      ['22 31', 'Amira'],
      ['41 30', 'Ben'],
      ['21 62', 'Cara'],
      ['42 60', 'redacted'],
    ])
  })

  test('nobody is taken over from far away', () => {
    expect(names(rows, [at(51, 30), at(80, 80)])).toEqual([])
  })

  test('nobody is where two are as near', () => {
    expect(names(rows, [at(19, 30), at(21, 30), at(41, 61)])).toEqual([['41 61', 'redacted']])
    expect(names([...rows, at(24, 30, child('Dan'))], [at(22, 30)])).toEqual([])
  })

  test('a face of another size is another one', () => {
    expect(names(rows, [at(20, 30, OPEN, 2.5)])).toEqual([])
  })
})

test('what is decided here stays, and nobody comes twice', () => {
  const from = [at(20, 40, child('Amira')), at(40, 40, child('Ben'))]
  expect(names(from, [at(20, 40, child('Cara')), at(40, 40)])).toEqual([['40 40', 'Ben']])
  expect(names(from, [at(20, 40), at(40, 40, child('Amira'))])).toEqual([])
})

test('who is open there is open here, and nobody gives nothing', () => {
  expect(names([at(20, 40), at(40, 40, child('Ben'))], [at(20, 40), at(40, 40)])).toEqual([['40 40', 'Ben']])
  expect(names([], [])).toEqual([])
  expect(names([], [at(20, 40)])).toEqual([])
})
