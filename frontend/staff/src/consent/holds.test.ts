import { expect, test } from 'vitest'
import type { RestrictionState } from '../api/types'
import { held } from './holds'

type Act = RestrictionState['acts'][number]
const acted = (act: Act['act'], purposes: Act['purposes'] = null): Act => ({
  act,
  purposes,
  reason: 'A reason.',
  by: { id: 'user-1', name: 'Dana Hill' },
  at: '2026-06-20T10:00:00Z',
})

test.each([
  ['nothing', [], []],
  ['named purposes', [acted('placed', ['website'])], ['website']],
  [
    'more named later',
    [acted('placed', ['prospectus', 'website']), acted('placed', ['website'])],
    ['prospectus', 'website'],
  ],
  ['one for everything', [acted('placed', ['website']), acted('placed')], 'all'],
  ['an empty list means everything', [acted('placed', [])], 'all'],
  ['lifted', [acted('lifted'), acted('placed')], []],
  ['placed anew', [acted('placed', ['website']), acted('lifted'), acted('placed')], ['website']],
] as const)('%s', (_, acts, expected) => {
  expect(held(acts as unknown as Act[])).toEqual(expected)
})
