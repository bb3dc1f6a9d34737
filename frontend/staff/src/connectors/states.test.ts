import { describe, expect, it } from 'vitest'
import { connectionState, deliveryState, webhookState } from './states'

describe('how a connection stands', () => {
  const right = { ended_at: null, filled_at: '2026-03-01T10:00:00Z', problem: null }
  it('says a problem before anything else', () => {
    expect(connectionState({ ...right, problem: 'sign_in' }).tone).toBe('bad')
    expect(connectionState({ ...right, problem: 'sign_in', ended_at: right.filled_at }).tone).toBe('bad')
  })
  it('is right only once it was filled', () => {
    expect(connectionState(right).tone).toBe('good')
    expect(connectionState({ ...right, filled_at: null }).words).toBe('Being filled')
    expect(connectionState({ ...right, ended_at: right.filled_at }).words).toBe('Ending')
  })
})

describe('how a message stands', () => {
  it('waits, waits again, was taken, or was given up', () => {
    expect(deliveryState({ state: 'waiting', tries: 0 }).words).toBe('Waiting')
    expect(deliveryState({ state: 'waiting', tries: 2 }).words).toBe('To be tried again')
    expect(deliveryState({ state: 'taken', tries: 2 }).tone).toBe('good')
    expect(deliveryState({ state: 'given_up', tries: 10 }).tone).toBe('bad')
  })
  it('a webhook works unless its last message was not taken', () => {
    expect(webhookState({ problem: null }).tone).toBe('good')
    expect(webhookState({ problem: 'not_taken' }).tone).toBe('bad')
  })
})
