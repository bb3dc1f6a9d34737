import { describe, expect, test } from 'vitest'
import { asCrop, drawn, isEnough, isSeen, stepped, WHOLE } from './crop'

const SIZE = { width: 3000, height: 2000 }
const HALF = { x: 0.25, y: 0.25, w: 0.5, h: 0.5 }

describe('a part that goes out', () => {
  test('is drawn from any corner to the other', () => {
    expect(drawn({ x: 0.8, y: 0.9 }, { x: 0.2, y: 0.1 }, SIZE)).toEqual({
      x: 0.2,
      y: 0.1,
      w: expect.closeTo(0.6),
      h: expect.closeTo(0.8),
    })
  })

  test('is none where it is too small', () => {
    expect(drawn({ x: 0.2, y: 0.2 }, { x: 0.21, y: 0.9 }, SIZE)).toBeNull()
    expect(drawn({ x: 0.2, y: 0.2 }, { x: 0.2, y: 0.2 }, SIZE)).toBeNull()
    expect(isEnough({ x: 0, y: 0, w: 0.2, h: 0.2 }, { width: 640, height: 480 })).toBe(false)
    expect(isEnough(WHOLE, { width: 40, height: 30 })).toBe(true)
  })

  test('moves with the arrows and stays in the picture', () => {
    expect(stepped(HALF, 'right', false, SIZE).x).toBeCloseTo(0.26)
    expect(stepped({ ...HALF, x: 0.5 }, 'right', false, SIZE).x).toBe(0.5)
  })

  test('is made wider and lower, and never too small', () => {
    expect(stepped(HALF, 'right', true, SIZE).w).toBeCloseTo(0.52)
    expect(stepped(HALF, 'down', true, SIZE).h).toBeCloseTo(0.48)
    const least = { x: 0, y: 0, w: 0.5, h: 0.1 }
    expect(stepped(least, 'down', true, SIZE)).toBe(least)
  })

  test('shows whoever has any of the head in it', () => {
    const face = { x: 0.1, y: 0.4, w: 0.1, h: 0.2 }
    expect(isSeen(face, { x: 0.24, y: 0, w: 0.76, h: 1 })).toBe(false)
    expect(isSeen(face, { x: 0.23, y: 0, w: 0.77, h: 1 })).toBe(true)
  })

  test('that takes in everything is no crop', () => {
    expect(asCrop(WHOLE)).toBeNull()
    expect(asCrop(HALF)).toBe(HALF)
  })
})
