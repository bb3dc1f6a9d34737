import { describe, expect, it } from 'vitest'
import { minutesLeft, spelledOut } from './spelling'

describe('a code read out on the phone', () => {
  it('is spelled out in its groups', () => {
    expect(spelledOut('AC2D-9XYZ')).toBe('Alfa, Charlie, two, Delta; nine, X-ray, Yankee, Z')
  })

  it('has a word for each letter that codes are made of', () => {
    const words = spelledOut('23456789ACDEFGHJKMNPQRTVWXY').split(', ')
    expect(words.every((word) => word.length > 2)).toBe(true)
  })

  it('counts down in minutes and ends', () => {
    const now = Date.parse('2026-11-23T10:00:00Z')
    expect(minutesLeft('2026-11-23T11:00:00Z', now)).toBe(60)
    expect(minutesLeft('2026-11-23T10:00:20Z', now)).toBe(1)
    expect(minutesLeft('2026-11-23T09:59:00Z', now)).toBe(0)
  })
})
