import { describe, expect, it } from 'vitest'
import type { TakedownCase, TakedownProof, TakedownTask } from '../api/types'
import { takedownsSearch } from './search'
import { caseState, proofWords, progress, taskPlan, taskState } from './words'

const CASE: TakedownCase = {
  id: '1',
  opened_at: '2026-03-01T12:00:00Z',
  closed_at: null,
  pictures: 1,
  channels: ['Website'],
  due_at: null,
  open: 0,
  overdue: 0,
  done: 0,
  not_recallable: 0,
  not_needed: 0,
}
const TASK: TakedownTask = {
  id: '1',
  case_id: '1',
  placement_id: '1',
  copied: { id: '1', kind: 'social', where: 'Our page', addresses: [], made_at: '2026-03-01T12:00:00Z' },
  state: 'open',
  done_by: 'person',
  owner: null,
  due_at: null,
  is_overdue: false,
  next_try_at: null,
  tries: 0,
  told_lead_at: null,
  settled_at: null,
  settled_by: null,
  proofs: [],
}
const PROOF: TakedownProof = {
  id: '1',
  kind: 'fetched',
  address: null,
  answered: 404,
  is_gone: true,
  note: '',
  has_screenshot: false,
  by: null,
  at: '2026-03-01T12:00:00Z',
}

describe('a case', () => {
  it('says how far it is, honestly of what stays', () => {
    expect(progress(CASE)).toBe('No copies elsewhere are known.')
    expect(progress({ ...CASE, open: 1, done: 2, not_recallable: 1 })).toBe(
      '2 of 3 copies elsewhere gone. 1 can’t be called back.',
    )
    expect(progress({ ...CASE, not_recallable: 2 })).toBe('2 can’t be called back.')
    expect(progress({ ...CASE, done: 1 })).toBe('1 of 1 copy elsewhere gone.')
  })

  it('is late, to do or done', () => {
    expect(caseState(CASE).words).toBe('To do')
    expect(caseState({ ...CASE, overdue: 1 }).words).toBe('Late')
    expect(caseState({ ...CASE, closed_at: CASE.opened_at }).words).toBe('All done')
  })
})

describe('a task', () => {
  it('says who does it', () => {
    expect(taskPlan(TASK)).toBe('Nobody has taken it on.')
    expect(taskPlan({ ...TASK, owner: { id: '2', name: 'Sam' } })).toBe('Sam takes it down.')
    expect(taskPlan({ ...TASK, done_by: 'service' })).toBe('The service looks by itself until it is gone.')
    expect(taskPlan({ ...TASK, state: 'done' })).toBe('')
  })

  it('says how it stands', () => {
    expect(taskState({ ...TASK, is_overdue: true }).words).toBe('Late')
    expect(taskState({ ...TASK, state: 'not_recallable' }).tone).toBe('calm')
  })
})

describe('a proof', () => {
  it('tells what was seen, and by whom', () => {
    expect(proofWords(PROOF)).toContain('The service looked on')
    expect(proofWords(PROOF)).toContain('it is gone, the address answered 404.')
    expect(proofWords({ ...PROOF, answered: null, is_gone: false })).toContain('did not answer.')
    expect(proofWords({ ...PROOF, answered: 200, is_gone: false })).toContain('still there')
    const said = { ...PROOF, kind: 'note' as const, note: 'Deleted it.', by: { id: '2', name: 'Sam' } }
    expect(proofWords(said)).toMatch(/^Sam said on .*: It is gone\. ‘Deleted it\.’$/)
  })
})

describe('the address of the list', () => {
  it('leaves out what it does not know', () => {
    expect(takedownsSearch({ show: 'closed', from: 50 })).toEqual({ show: 'closed', from: 50 })
    expect(takedownsSearch({ show: 'constructor', from: -1 })).toEqual({ show: 'open', from: 0 })
    expect(takedownsSearch({})).toEqual({ show: 'open', from: 0 })
  })
})
