import { describe, expect, test } from 'vitest'
import { chartOf, halfYears, SERIES, shownCount, termInWords, termOf, termsUntil } from './chart'

const FIGURES = {
  months: ['2026-10-01', '2026-11-01'],
  figures: [
    { series: 'by_child' as const, counts: [1, 6], total: 7 },
    { series: 'breaches' as const, counts: [null, 3], total: null },
  ],
}

describe('the chart', () => {
  const chart = chartOf(FIGURES, 200, 60)

  test('has a bar for each count that is known and not nothing, within the box', () => {
    expect(chart.bars.map(({ series, height }) => [series, height])).toEqual([
      ['by_child', 10],
      ['by_child', 60],
      ['breaches', 30],
    ])
    for (const { x, y, width, height } of chart.bars) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(200)
      expect(y + height).toBeCloseTo(60)
    }
  })

  test('has a scale of whole numbers', () => {
    expect(chart.lines).toEqual([
      { y: 60, count: 0 },
      { y: 30, count: 3 },
      { y: 0, count: 6 },
    ])
    expect(chartOf({ months: [], figures: [] }, 200, 60).lines.map(({ count }) => count)).toEqual([0, 2, 4])
  })

  test('draws each series with a pattern of its own', () => {
    const patterns = Object.values(SERIES).map(({ pattern }) => pattern)
    expect(new Set(patterns).size).toBe(patterns.length)
  })

  test('comes in two halves on one scale', () => {
    const [first, second] = halfYears(FIGURES, 100, 60)
    expect(first!.months.map(({ month }) => month)).toEqual(['2026-10-01'])
    expect(second!.months.map(({ month }) => month)).toEqual(['2026-11-01'])
    expect(first!.lines).toEqual(second!.lines)
    expect(first!.bars.map(({ height }) => height)).toEqual([10])
  })

  test('says that a count is withheld', () => {
    expect([shownCount(null), shownCount(0), shownCount(4)]).toEqual(['fewer than 3', '0', '4'])
  })
})

describe('terms', () => {
  test.each([
    [new Date(2026, 8, 1), '2026-autumn'],
    [new Date(2027, 3, 30), '2027-spring'],
    [new Date(2027, 4, 1), '2027-summer'],
  ])('%s', (day, term) => expect(termOf(day)).toBe(term))

  test('go back over the turn of the year', () => {
    expect(termsUntil('2027-spring', 3)).toEqual(['2027-spring', '2026-autumn', '2026-summer'])
    expect(termInWords('2027-spring')).toBe('Spring term 2027')
  })
})
