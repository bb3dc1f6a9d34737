import { expect, test, vi } from 'vitest'
import { EMPTY } from './draft'
import type { Person } from './person'
import { schoolBefore } from './person'

vi.stubGlobal('location', { origin: 'http://school.example' })
const { withFound } = await import('./phone')
type Phone = Parameters<typeof withFound>[0]

const OAKFIELD = { id: 'school-1', name: 'Oakfield' }
const ELMBANK = { id: 'school-2', name: 'Elmbank' }
const SAM: Person = {
  id: 'user-1',
  name: 'Sam',
  email: 'sam@school.example',
  school: OAKFIELD,
  schools: [OAKFIELD, ELMBANK],
  mayLog: true,
  isSignedOut: false,
}
const PAT: Person = { ...SAM, id: 'user-2', name: 'Pat' }
const PHONE: Phone = {
  person: SAM,
  waiting: [{ id: 'log-1', since: '' }],
  refused: { 'log-1': 'No.' },
  hasSignal: true,
  keeps: true,
  events: [],
  arrived: [{ place: 'Gate', happened_at: '', taken_by: 'press', received_at: '' }],
  draft: { ...EMPTY, who: 'Red cap' },
}

test.each([[PAT], [{ ...SAM, school: ELMBANK }], [null]])(
  'of one person nothing stays for another: %o',
  (person) => {
    const { waiting, refused, arrived, draft } = withFound(PHONE, { person })
    expect([waiting, refused, arrived, draft]).toEqual([[], {}, [], EMPTY])
  },
)

test('over what is being written nothing is put, also when the same person signs in again', () => {
  const found = { person: { ...SAM, isSignedOut: true }, draft: { ...EMPTY, who: 'Older' } }
  expect(withFound(PHONE, found).draft.who).toBe('Red cap')
  expect(withFound({ ...PHONE, draft: EMPTY }, found).draft.who).toBe('Older')
})

test('who signs in again goes on at the school for which they were logging', () => {
  const atElmbank = { ...SAM, school: ELMBANK }
  expect(schoolBefore(atElmbank, SAM)).toEqual(ELMBANK)
  expect(schoolBefore(SAM, SAM)).toBeNull()
  expect(schoolBefore(atElmbank, PAT)).toBeNull()
  expect(schoolBefore(atElmbank, { ...SAM, schools: [OAKFIELD] })).toBeNull()
})
