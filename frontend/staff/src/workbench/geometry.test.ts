import { describe, expect, test } from 'vitest'
import {
  boxAround,
  boxFromDrag,
  centre,
  moved,
  nearest,
  nudged,
  pointOn,
  resized,
  SMALLEST,
  type Box,
  type Direction,
} from './geometry'

const at = (x: number, y: number, size = 0.1): Box => ({ x: x - size / 2, y: y - size / 2, w: size, h: size })

describe('arrows go to the face that lies that way', () => {
  //  0   1   2
  //    3   4
  const rows = [at(0.2, 0.3), at(0.5, 0.3), at(0.8, 0.3), at(0.35, 0.7), at(0.65, 0.7)]

  test.each<[number, Direction, number | null]>([
    [0, 'right', 1],
    [1, 'right', 2],
    [2, 'right', null],
    [1, 'left', 0],
    [0, 'down', 3],
    [2, 'down', 4],
    [3, 'up', 0],
    [4, 'left', 3],
    [0, 'up', null],
  ])('from %i %s to %s', (from, direction, to) => {
    expect(nearest(rows, from, direction, 1.5)).toBe(to)
  })

  test('a face a little higher in the same row comes before one straight below', () => {
    const row = [at(0.2, 0.5), at(0.4, 0.46), at(0.22, 0.9)]
    expect(nearest(row, 0, 'right', 1.5)).toBe(1)
  })

  test('a wide picture counts its shares as long as they are', () => {
    const faces = [at(0.2, 0.5), at(0.3, 0.62), at(0.45, 0.5)]
    expect(nearest(faces, 0, 'right', 0.5)).toBe(2)
    expect(nearest(faces, 0, 'right', 4)).toBe(1)
  })

  test('a face more below than beside is next only where no other one is', () => {
    expect(nearest([at(0.1, 0.5), at(0.12, 0.6), at(0.9, 0.5)], 0, 'right', 1)).toBe(2)
    expect(nearest([at(0.1, 0.5), at(0.12, 0.6)], 0, 'right', 1)).toBe(1)
  })

  test('no faces, or no such face: nowhere to go', () => {
    expect(nearest([], 0, 'left', 1)).toBeNull()
    expect(nearest([at(0.5, 0.5)], 0, 'left', 1)).toBeNull()
  })

  test('going right and then left again comes back in a row', () => {
    const there = nearest(rows, 0, 'right', 1)
    expect(nearest(rows, there ?? -1, 'left', 1)).toBe(0)
  })
})

describe('marks stay on the picture', () => {
  const corner: Box = { x: 0, y: 0, w: 0.2, h: 0.2 }

  test('moving stops at the edge and keeps the size', () => {
    expect(moved(corner, -0.5, 2)).toEqual({ x: 0, y: 0.8, w: 0.2, h: 0.2 })
  })

  test('resizing keeps the centre while there is room', () => {
    const middle = at(0.5, 0.5)
    expect(centre(resized(middle, 0.1, 0.05))).toEqual({ x: expect.closeTo(0.5), y: expect.closeTo(0.5) })
  })

  test('resizing never leaves the picture nor gets too small to see', () => {
    const large = resized(corner, 5, 5)
    expect(large).toEqual({ x: 0, y: 0, w: 1, h: 1 })
    expect(resized(corner, -5, -5)).toMatchObject({ w: SMALLEST, h: SMALLEST })
  })

  test.each<[Direction, boolean, Partial<Box>]>([
    ['left', false, { x: 0.44 }],
    ['down', false, { y: 0.46 }],
    ['right', true, { w: 0.11, h: 0.1 }],
    ['up', true, { w: 0.1, h: 0.11 }],
    ['down', true, { w: 0.1, h: 0.09 }],
  ])('arrow %s, resize %s', (direction, resize, expected) => {
    const result = nudged(at(0.5, 0.5), direction, resize)
    for (const [side, length] of Object.entries(expected))
      expect(result[side as keyof Box]).toBeCloseTo(length)
  })
})

describe('a new mark', () => {
  test('is as big as the middle one of the faces there are', () => {
    const others = [at(0.1, 0.1, 0.04), at(0.5, 0.5, 0.06), at(0.9, 0.9, 0.3)]
    expect(boxAround({ x: 0.5, y: 0.5 }, others)).toMatchObject({ w: 0.06, h: 0.06 })
  })

  test('near the edge is pushed inside', () => {
    const box = boxAround({ x: 1, y: 0 }, [])
    expect(box.x + box.w).toBeCloseTo(1)
    expect(box.y).toBe(0)
  })

  test('is what was drawn, from whichever corner', () => {
    const drawn = boxFromDrag({ x: 0.6, y: 0.7 }, { x: 0.4, y: 0.2 }, [])
    expect(drawn).toEqual({ x: 0.4, y: 0.2, w: expect.closeTo(0.2), h: expect.closeTo(0.5) })
  })

  test('drawn over the edge ends at the edge', () => {
    expect(boxFromDrag({ x: 0.5, y: 0.5 }, { x: 1.4, y: 0.9 }, []).w).toBeCloseTo(0.5)
  })

  test('a click without a drag gives one around the click', () => {
    expect(centre(boxFromDrag({ x: 0.5, y: 0.5 }, { x: 0.502, y: 0.501 }, []))).toEqual({
      x: expect.closeTo(0.5),
      y: expect.closeTo(0.5),
    })
  })

  test('a pointer on the screen is a share of the picture', () => {
    expect(pointOn({ left: 100, top: 50, width: 400, height: 200 }, 300, 100)).toEqual({ x: 0.5, y: 0.25 })
  })
})
