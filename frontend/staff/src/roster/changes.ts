/** What a form changes about a record, and what the day of leaving means today. Pure. */

/** Those of `now`'s values that differ from `before`: the whole of a PATCH, so that nothing else is overwritten. */
export function changesOf<Values extends object>(before: Values, now: Values): Partial<Values> {
  const different = Object.entries(now).filter(([name, value]) => before[name as keyof Values] !== value)
  return Object.fromEntries(different) as Partial<Values>
}

/** Whether the child has left by that day (both as 2026-05-31). */
export function hasLeft(left_on: string | null, today: string): boolean {
  return left_on !== null && left_on <= today
}

/** Today, here, as 2026-05-31. */
export function today(now = new Date()): string {
  const [year, month, date] = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
  return [year, String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-')
}
