import type { Report } from '../api/types'
import { count } from '../parts/wording'

type Queued = Pick<Report, 'is_taken_on' | 'has_news' | 'urgency' | 'late_tasks'> & {
  handler: { id: string } | null
}

/** The open reports in the order in which one looks at them: what nobody has, what is new, one’s own, what others have; as they came within each. */
export function inQueue<Row extends Queued>(
  rows: readonly Row[],
  reader: string,
): { title: string; rows: Row[] }[] {
  const news = rows.filter(({ is_taken_on, has_news }) => is_taken_on && has_news)
  const taken = rows.filter(({ is_taken_on, has_news }) => is_taken_on && !has_news)
  return [
    { title: 'Nobody has it yet', rows: rows.filter(({ is_taken_on }) => !is_taken_on) },
    { title: 'The reporter wrote again', rows: news },
    { title: 'You have it', rows: taken.filter(({ handler }) => handler?.id === reader) },
    { title: 'Somebody else has it', rows: taken.filter(({ handler }) => handler?.id !== reader) },
  ].filter((group) => group.rows.length > 0)
}

/** What waits, in a few words: how many nobody has, how many of those can't wait, and what of one's own is late. */
export function waitsInWords(rows: readonly Queued[], reader: string): string {
  const untaken = rows.filter(({ is_taken_on }) => !is_taken_on)
  const now = untaken.filter(({ urgency }) => urgency === 'now').length
  const news = rows.filter(({ is_taken_on, has_news }) => is_taken_on && has_news).length
  const late = rows.reduce((sum, row) => sum + (row.handler?.id === reader ? row.late_tasks : 0), 0)
  return [
    untaken.length > 0
      ? `${count(untaken.length, 'report')} ${untaken.length === 1 ? 'waits for somebody to take it on' : 'wait for somebody to take them on'}.`
      : 'Each open report has somebody who looks after it.',
    ...(now > 0 ? [`${count(now, 'report')} can’t wait.`] : []),
    ...(news > 0 ? [`Something was added to ${count(news, 'report')}.`] : []),
    ...(late > 0 ? [`${count(late, 'task')} of yours ${late === 1 ? 'is' : 'are'} late.`] : []),
  ].join(' ')
}
