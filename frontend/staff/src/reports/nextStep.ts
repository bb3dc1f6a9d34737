import type { ReportDetail } from '../api/types'
import { count, day } from '../parts/wording'

export interface NextStep {
  words: string
  /** The part of the page where it is done. */
  part: 'reporter' | 'triage' | 'tasks' | 'closing'
  isPressing: boolean
}

type Known = Pick<ReportDetail, 'severity' | 'late_tasks' | 'open_tasks' | 'blackmail'> & {
  entries: readonly { kind: string; by: unknown }[]
  tasks: readonly { done_at: string | null; due_on: string | null }[]
}

/** What somebody who has this report looks at next: what is new, then what isn't known, then what is to be done. */
export function nextStep(report: Known): NextStep {
  if (hasNews(report.entries)) {
    return { words: 'read what the reporter added', part: 'reporter', isPressing: true }
  }
  if (report.severity === 'not_set') {
    return { words: 'say how serious it is', part: 'triage', isPressing: true }
  }
  if (report.blackmail && !report.entries.some(({ kind }) => kind === 'playbook')) {
    return { words: 'begin the steps for blackmail', part: 'tasks', isPressing: true }
  }
  if (report.late_tasks > 0) {
    const are = report.late_tasks === 1 ? 'is' : 'are'
    return { words: `${count(report.late_tasks, 'task')} ${are} late`, part: 'tasks', isPressing: true }
  }
  if (report.open_tasks > 0) return { words: toDo(report), part: 'tasks', isPressing: false }
  return { words: 'give it a task, or close it', part: 'closing', isPressing: false }
}

/** Whether the reporter wrote again, and nobody has done anything since. */
export function hasNews(entries: Known['entries']): boolean {
  const newest = (isMeant: (entry: { kind: string; by: unknown }) => boolean) =>
    entries.findLastIndex(isMeant)
  return newest(({ kind }) => kind === 'added') > newest(({ by, kind }) => by !== null && kind !== 'added')
}

function toDo({ open_tasks, tasks }: Known): string {
  const [first] = tasks
    .filter(({ done_at }) => done_at === null)
    .map(({ due_on }) => due_on)
    .filter((due_on) => due_on !== null)
    .toSorted()
  return `${count(open_tasks, 'task')} to do${first ? `, the first by ${day(first)}` : ''}`
}
