import { expect, test } from 'vitest'
import { hasNews, nextStep } from './nextStep'

const entry = (kind: string, by: string | null = null) => ({ kind, by })
const REPORT = {
  severity: 'medium' as const,
  blackmail: false,
  open_tasks: 0,
  late_tasks: 0,
  entries: [entry('received'), entry('taken_on', 'lead')],
  tasks: [],
}

test('what is new comes before what is not known, and that before what is to be done', () => {
  const everything = {
    ...REPORT,
    severity: 'not_set' as const,
    blackmail: true,
    open_tasks: 2,
    late_tasks: 1,
    entries: [...REPORT.entries, entry('added'), entry('alert')],
  }
  expect(nextStep(everything).part).toBe('reporter')
  const read = { ...everything, entries: [...everything.entries, entry('note', 'lead')] }
  expect(nextStep(read)).toMatchObject({ part: 'triage', isPressing: true })
  const weighed = { ...read, severity: 'high' as const }
  expect(nextStep(weighed).words).toBe('begin the steps for blackmail')
  const begun = { ...weighed, entries: [...read.entries, entry('playbook', 'lead')] }
  expect(nextStep(begun).words).toBe('1 task is late')
})

test('open tasks are said with the first day', () => {
  const tasks = [
    { done_at: null, due_on: '2026-12-05' },
    { done_at: null, due_on: '2026-12-01' },
    { done_at: '2026-11-01T10:00:00Z', due_on: '2026-11-01' },
    { done_at: null, due_on: null },
  ]
  expect(nextStep({ ...REPORT, open_tasks: 3, tasks }).words).toBe(
    '3 tasks to do, the first by 1 December 2026',
  )
  expect(nextStep({ ...REPORT, open_tasks: 1, tasks: [tasks[3]!] }).words).toBe('1 task to do')
})

test('where nothing is left, it is closed or goes on', () => {
  expect(nextStep(REPORT)).toMatchObject({ part: 'closing', isPressing: false })
})

test('a mail about it is no answer to what the reporter added', () => {
  expect(hasNews([entry('received'), entry('added'), entry('alert')])).toBe(true)
  expect(hasNews([entry('added'), entry('answer', 'lead')])).toBe(false)
  expect(hasNews([entry('received')])).toBe(false)
})
