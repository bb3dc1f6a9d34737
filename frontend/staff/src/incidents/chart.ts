import type { FiguresByMonth } from '../api/types'

type Series = FiguresByMonth['figures'][number]['series']

/** What is counted, and how its bars are drawn: a pattern each, never colour alone. */
export const SERIES: Record<Series, { words: string; pattern: Pattern }> = {
  by_adult: { words: 'Reports: by an adult', pattern: 'full' },
  by_child: { words: 'Reports: by a child', pattern: 'stripes' },
  not_known: { words: 'Reports: not known by whom', pattern: 'dots' },
  referrals: { words: 'Referrals', pattern: 'empty' },
  captures: { words: 'Pictures taken by others', pattern: 'rows' },
  breaches: { words: 'Breaches', pattern: 'crosses' },
}

export type Pattern = 'full' | 'stripes' | 'dots' | 'empty' | 'rows' | 'crosses'

export interface Bar {
  series: Series
  x: number
  y: number
  width: number
  height: number
}

export interface Chart {
  bars: Bar[]
  /** Heights at which a line is drawn, and what it stands for. */
  lines: { y: number; count: number }[]
  /** The middle of each month. */
  months: { x: number; month: string }[]
}

/** The charts of a year's halves, on one scale: on a phone they stand below one another, and their months can be read. */
export function halfYears(found: FiguresByMonth, width: number, height: number): Chart[] {
  const middle = Math.ceil(found.months.length / 2)
  const part = (from: number, to?: number): FiguresByMonth => ({
    months: found.months.slice(from, to),
    figures: found.figures.map((each) => ({ ...each, counts: each.counts.slice(from, to) })),
  })
  return [part(0, middle), part(middle)].map((half) => chartOf(half, width, height, scaleOf(found)))
}

/** Where everything of a chart stands in a box of that size: for each month, a bar beside the other for each series. */
export function chartOf(
  { months, figures }: FiguresByMonth,
  width: number,
  height: number,
  most = scaleOf({ months, figures }),
): Chart {
  const share = width / Math.max(1, months.length)
  const bar = (share * 0.8) / Math.max(1, figures.length)
  const high = (count: number) => (count / most) * height
  return {
    bars: figures.flatMap(({ series, counts }, place) =>
      counts.flatMap((count, month) =>
        count
          ? [
              {
                series,
                x: share * (month + 0.1) + bar * place,
                y: height - high(count),
                width: bar,
                height: high(count),
              },
            ]
          : [],
      ),
    ),
    lines: [0, most / 2, most].map((count) => ({ y: height - high(count), count })),
    months: months.map((month, place) => ({ x: share * (place + 0.5), month })),
  }
}

/** The top of the scale: an even number, so that the half of it is one that can be counted. */
function scaleOf({ figures }: FiguresByMonth): number {
  const most = Math.max(0, ...figures.flatMap(({ counts }) => counts.map((each) => each ?? 0)))
  return Math.max(4, Math.ceil(most / 2) * 2)
}

const SHORT = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const LONG = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** '2026-11-01' as 'Nov'. */
export function shortMonth(month: string): string {
  return SHORT.format(new Date(`${month}T00:00:00Z`))
}

/** '2026-11-01' as 'November 2026'. */
export function longMonth(month: string): string {
  return LONG.format(new Date(`${month}T00:00:00Z`))
}

/** A count as it is shown; a small one is withheld from those who may not read what is counted. */
export function shownCount(count: number | null): string {
  return count === null ? 'fewer than 3' : String(count)
}

/** Whether a table would say nothing but that. */
export function isAllWithheld({ figures }: Pick<FiguresByMonth, 'figures'>): boolean {
  return figures.every(({ counts }) => counts.every((count) => count === null))
}

/** The term that a day lies in, as the service calls it. */
export function termOf(day: Date): string {
  const month = day.getMonth()
  return `${day.getFullYear()}-${month < 4 ? 'spring' : month < 8 ? 'summer' : 'autumn'}`
}

/** The terms up to one, the newest first. */
export function termsUntil(term: string, howMany: number): string[] {
  const names = ['spring', 'summer', 'autumn']
  const [year = '', name = ''] = term.split('-')
  const last = Number(year) * names.length + names.indexOf(name)
  return Array.from(
    { length: howMany },
    (_, back) => `${Math.floor((last - back) / names.length)}-${names[(last - back) % names.length]}`,
  )
}

/** '2026-autumn' as 'Autumn term 2026'. */
export function termInWords(term: string): string {
  const [year = '', name = ''] = term.split('-')
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} term ${year}`
}
