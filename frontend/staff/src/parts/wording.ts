/** Dates, sizes, spans and counts as people say them. */

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const INSTANT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const NUMBER = new Intl.NumberFormat('en-GB')

/** '2026-06-14' as '14 June 2026'. */
export function day(date: string): string {
  return DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** An instant in the reader's own time zone. */
export function instant(at: string): string {
  return INSTANT.format(new Date(at))
}

/** An instant as a date and time field takes it, in the reader's time zone. */
export function asLocal(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The day of an instant in the reader's time zone, as a date field and data have it. */
export function dateOf(at: Date): string {
  return asLocal(at).slice(0, 10)
}

/** 1 photo, 2 photos. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${NUMBER.format(number)} ${number === 1 ? one : many}`
}

/** A span of time, roughly: 'a few seconds', '40 seconds', '12 minutes'. */
export function span(seconds: number): string {
  if (seconds < 5) return 'a few seconds'
  if (seconds < 90) return count(Math.ceil(seconds / 5) * 5, 'second')
  if (seconds < 90 * 60) return count(Math.round(seconds / 60), 'minute')
  return count(Math.round(seconds / 3600), 'hour')
}

/** Bytes as kB or MB. */
export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** How long a video runs: '0:07', '12:30'. */
export function length(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
