import type {
  NewReport,
  Report,
  ReportDetail,
  ReportEntry,
  ReportReferral,
  ReportSubject,
} from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count, day } from '../parts/wording'

const URGENT: Record<Report['urgency'], StateWords> = {
  now: { words: 'Now', tone: 'bad', icon: 'warning' },
  high: { words: 'Soon', tone: 'warn', icon: 'warning' },
  normal: { words: 'In turn', tone: 'calm', icon: 'wait' },
}

const CLOSED: StateWords = { words: 'Closed', tone: 'good', icon: 'tick' }
const NOT_TAKEN_ON: StateWords = { words: 'Nobody has it yet', tone: 'bad', icon: 'warning' }

/** What a report looks like in the queue: how soon, and whether somebody has it. */
export function badges(report: Pick<Report, 'urgency' | 'is_taken_on' | 'closed_at'>): StateWords[] {
  if (report.closed_at) return [CLOSED]
  return [URGENT[report.urgency], ...(report.is_taken_on ? [] : [NOT_TAKEN_ON])]
}

/** What a report is about, as far as it can be said in a list: the most pressing first, at least one. */
export function signs(report: Pick<Report, 'danger_now' | 'blackmail' | 'images'>): string[] {
  const found = [
    ...(report.danger_now ? ['Somebody may be in danger now'] : []),
    ...(report.blackmail ? ['Somebody is being blackmailed'] : []),
    ...(report.images === 'no' ? [] : [IMAGES[report.images]]),
  ]
  return found.length > 0 ? found : ['Misuse of a picture']
}

/** Who has a report, and what is to be done about it. */
export function work(report: Pick<Report, 'handler' | 'open_tasks' | 'late_tasks'>): string[] {
  return [
    ...(report.handler ? [`with ${report.handler.name}`] : []),
    ...(report.open_tasks ? [`${count(report.open_tasks, 'task')} open`] : []),
    ...(report.late_tasks ? [`${count(report.late_tasks, 'task')} late`] : []),
  ]
}

export const IMAGES: Record<Report['images'], string> = {
  no: 'Not about nude or semi-nude pictures',
  yes: 'About nude or semi-nude pictures',
  unsure: 'Perhaps about nude or semi-nude pictures',
}

export const ABOUT: Record<NewReport['about'], string> = {
  nobody_here: 'Nobody who works at the school',
  staff: 'Somebody who works at the school',
  lead: 'A safeguarding lead',
  head: 'The head teacher',
  not_said: 'I don’t know, or I’d rather not say',
}

export const REPORTERS: Record<ReportDetail['reporter'], string> = {
  staff: 'Somebody who works at the school',
  parent: 'A parent or carer',
  pupil: 'A pupil',
  public: 'Somebody from outside',
  not_said: 'They did not say',
}

export const KINDS: Record<Report['kind'], string> = {
  by_adult: 'By an adult',
  by_child: 'By a child',
  not_known: 'Not known yet',
}

export const SEVERITIES: Record<Report['severity'], string> = {
  not_set: 'Not set yet',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
}

export const REFERRED_TO: Record<ReportReferral['recipient'], string> = {
  police: 'Police',
  social_care: 'Children’s social care',
  designated_officer: 'Local authority designated officer',
  ceop: 'CEOP',
  iwf: 'Internet Watch Foundation',
  report_remove: 'Report Remove',
  platform: 'A platform',
  regulator: 'The data protection regulator',
  other: 'Somebody else',
}

export const SUBJECTS: Record<ReportSubject['kind'], string> = {
  staff: 'Somebody who works here',
  lead: 'A safeguarding lead',
  head: 'The head teacher',
  child: 'A child',
  outsider: 'Somebody from outside',
}

export const OUTCOMES: Record<NonNullable<Report['outcome']>, string> = {
  substantiated: 'It happened',
  unsubstantiated: 'It can’t be shown either way',
  unfounded: 'It did not happen',
  malicious: 'It was made up to do harm',
  no_further_action: 'Nothing more is needed',
  passed_on: 'Passed on to somebody else',
}

const STEPS: Record<ReportEntry['kind'], string> = {
  received: 'The report came in',
  added: 'The reporter added',
  answer: 'An answer to the reporter',
  note: 'Note',
  correction: 'Correction',
  action: 'Done',
  decision: 'Decision',
  subject: 'Whom it is about',
  child: 'A child it affects',
  triage: 'Weighed up',
  referral: 'Referred',
  referral_answer: 'They answered',
  task: 'To do',
  task_done: 'Task done',
  taken_on: 'Taken on',
  handed_over: 'Handed over',
  pulled: 'Pictures taken out of service',
  sealed: 'A picture was sealed',
  traced: 'A picture was traced',
  alert: 'Somebody was told that there is a report',
  acknowledged: 'Somebody has it',
  playbook: 'The steps for blackmail were begun',
  closed: 'Closed',
  reopened: 'Opened again',
}

/** What a step came to, in words: what the service notes of it as words of its own is put in ours. */
export function stepOutcome({ kind, outcome }: Pick<ReportEntry, 'kind' | 'outcome'>): string {
  if (outcome === '') return ''
  if (kind === 'triage') return triageOutcome(outcome)
  if (kind === 'closed') return OUTCOMES[outcome as keyof typeof OUTCOMES]
  if (kind === 'subject') return outcome === 'cleared' ? 'It is not about them after all' : ''
  if (kind === 'referral' || kind === 'referral_answer') return `Their reference: ${outcome}`
  return kind === 'pulled' ? '' : `Outcome: ${outcome}`
}

/** 'by_child, medium' as 'By a child. Severity: medium'. */
function triageOutcome(outcome: string): string {
  const [kind = '', severity = ''] = outcome.split(', ')
  return `${KINDS[kind as Report['kind']]}. Severity: ${SEVERITIES[severity as Report['severity']].toLowerCase()}`
}

/** What was written of a step; of a referral to whom it went ('platform Snap' as 'A platform, Snap'). */
export function stepText({ kind, text }: Pick<ReportEntry, 'kind' | 'text'>): string {
  if (kind !== 'referral') return text
  const [recipient = '', ...name] = text.split(' ')
  return [REFERRED_TO[recipient as ReportReferral['recipient']], name.join(' ')].filter(Boolean).join(', ')
}

/** When a step happened: as somebody wrote it, or the day of a referral and of its answer. */
export function stepWhen({ kind, happened }: Pick<ReportEntry, 'kind' | 'happened'>): string {
  return kind === 'referral' || kind === 'referral_answer' ? day(happened) : happened
}

/** The steps to show. Taking it on is two where nobody had it yet: what it began for the reminders says nothing more. */
export function shownSteps<Step extends Pick<ReportEntry, 'kind'>>(entries: readonly Step[]): Step[] {
  return entries.filter(({ kind }) => kind !== 'acknowledged')
}

/** A reference as its reporter has it: four letters at a time. */
export function inGroups(reference: string): string {
  return reference.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** What a step is called; the end of a pull by what it is. */
export function stepTitle({ kind, outcome }: Pick<ReportEntry, 'kind' | 'outcome'>): string {
  return kind === 'pulled' && outcome === 'ended' ? 'Pictures may go out again' : STEPS[kind]
}

/** How near a traced picture is to ours, of 256 bits. */
export function likeness(distance: number): string {
  if (distance <= 10) return 'The same picture'
  return distance <= 20 ? 'Very likely a copy' : 'Probably a changed copy'
}

/** What isn't finished in a report, and stays as it is when it is closed. */
export function leftBehind(
  report: Pick<ReportDetail, 'open_tasks'> & {
    referrals: readonly { answered_on: string | null }[]
    pulls: readonly { ended_at: string | null }[]
  },
): string[] {
  const unanswered = report.referrals.filter(({ answered_on }) => !answered_on).length
  const pulled = report.pulls.filter(({ ended_at }) => !ended_at).length
  return [
    ...(report.open_tasks ? [count(report.open_tasks, 'task')] : []),
    ...(unanswered ? [`${count(unanswered, 'referral')} without an answer`] : []),
    ...(pulled ? ['pictures that are out of service'] : []),
  ]
}
