import { describe, expect, test } from 'vitest'
import { asLocal } from '../../parts/wording'
import {
  asLog,
  cleaned,
  draftOf,
  EMPTY,
  eventsNear,
  isWorthKeeping,
  missing,
  nextDraft,
  takenUp,
} from './draft'
import type { Person } from './person'

const NOW = new Date('2026-06-12T14:05:00Z')
const SAM: Person = {
  id: 'user-1',
  name: 'Sam',
  email: 'sam@school.example',
  school: { id: 'school-1', name: 'Oakfield' },
  schools: [{ id: 'school-1', name: 'Oakfield' }],
  mayLog: true,
  isSignedOut: false,
}

describe('what has to be said', () => {
  test('who and where; when is now unless it is said', () => {
    expect(missing(EMPTY)).toEqual(['takenBy', 'place'])
    expect(missing({ ...EMPTY, takenBy: 'press', place: 'Gate' })).toEqual([])
    expect(missing({ ...EMPTY, takenBy: 'press', eventId: '1', at: '' })).toEqual(['at'])
    expect(missing({ ...EMPTY, takenBy: 'press', place: ' \n ' })).toEqual(['place'])
    expect(missing({ ...EMPTY, takenBy: 'press', eventId: '1', at: '20266-06-12T14:05' })).toEqual(['at'])
  })
})

test('a log says who wrote it, for which school, and when', () => {
  const log = asLog({ ...EMPTY, takenBy: 'press', place: ' Gate ' }, SAM, 'log-1', NOW)
  expect(log).toMatchObject({
    id: 'log-1',
    by: 'user-1',
    school_id: 'school-1',
    place: 'Gate',
    use: 'not_known',
  })
  expect([log.happened_at, log.logged_at]).toEqual(['2026-06-12T14:05:00.000Z', '2026-06-12T14:05:00.000Z'])
})

test('what no database takes is taken out on the phone, where somebody could still say it again', () => {
  expect(cleaned('a\tb\u0000c\u0085')).toBe('a b c')
  expect(cleaned('one\r\ntwo\rthree\ud800', true)).toBe('one\ntwo\nthree')
  expect(cleaned('one\ntwo')).toBe('one two')
  expect(cleaned('Żółć 📷')).toBe('Żółć 📷')
})

test('the next one is at the same place, and says nothing of the one before', () => {
  const before = {
    ...EMPTY,
    takenBy: 'press' as const,
    eventId: '1',
    place: 'Gate',
    who: 'Red cap',
    said: 'No.',
  }
  expect(nextDraft(before)).toEqual({ ...EMPTY, eventId: '1', place: 'Gate' })
})

describe('what was left unlogged', () => {
  const at = '2026-06-12T09:00:00.000Z'
  const fair = { id: '1', name: 'Fair', on_date: '2026-06-12', place: '', spectators: 'allowed' as const }
  const draft = { ...EMPTY, takenBy: 'press' as const, eventId: '1' }

  test('is worth keeping where somebody would have to remember it', () => {
    expect(isWorthKeeping({ ...EMPTY, eventId: '1', place: 'Gate' })).toBe(false)
    expect(
      [{ takenBy: 'press' as const }, { said: 'No.' }].map((part) => isWorthKeeping({ ...EMPTY, ...part })),
    ).toEqual([true, true])
  })

  test('says ‘just now’ of when it was left, and only an event that is offered', () => {
    expect(takenUp({ draft, at }, [fair], NOW)).toEqual({ ...draft, at: asLocal(new Date(at)) })
    expect(takenUp({ draft, at: NOW.toISOString() }, [], NOW)).toEqual({ ...draft, eventId: null })
    expect(takenUp({ draft: { ...draft, at: '2026-06-11T10:00' }, at }, [fair], NOW).at).toBe(
      '2026-06-11T10:00',
    )
  })

  test('or was refused, is as it was', () => {
    const said = { ...EMPTY, takenBy: 'pupil' as const, place: 'Gate', children: 'Two', at: asLocal(NOW) }
    expect(draftOf(asLog(said, SAM, 'log-1', NOW))).toEqual(said)
  })
})

test('events near today are offered, the nearest first', () => {
  const at = (on_date: string) => ({
    id: on_date,
    name: on_date,
    on_date,
    place: '',
    spectators: 'allowed' as const,
  })
  const events = ['2026-06-01', '2026-06-14', '2026-06-12', '2026-06-11'].map(at)
  expect(eventsNear(events, NOW).map(({ id }) => id)).toEqual(['2026-06-12', '2026-06-11', '2026-06-14'])
})
