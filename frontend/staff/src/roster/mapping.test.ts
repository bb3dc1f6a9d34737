import { expect, test } from 'vitest'
import type { FileLook } from '../api/types'
import { choicesOf, dateOrders, guardiansIn, readAs, startOf, stillToSay, withSource } from './mapping'

const source = (column: string, from: string) => ({
  column,
  from_columns: [from],
  fixed: null,
  part: 'whole' as const,
  words: {},
})
const LOOK: FileLook = {
  kind: 'csv',
  fingerprint: 'f',
  columns: [
    {
      name: 'DOB',
      values: ['03/04/2016'],
      has_more: false,
      date_orders: ['day-month-year', 'month-day-year'],
    },
    { name: 'Left', values: [''], has_more: false, date_orders: [] },
  ],
  suggested: [source('born_on', 'DOB'), source('left_on', 'Left'), source('guardian_2_name', 'Mum')],
  suggested_dates: null,
  remembered: null,
}

test('what is suggested is where one starts, and what was remembered goes before it', () => {
  expect(Object.keys(startOf(LOOK).sources)).toEqual(['born_on', 'left_on', 'guardian_2_name'])
  const choices = choicesOf({ ...startOf(LOOK), sources: { ref: source('ref', 'UPN') } }, 'day-month-year')
  const remembered = { id: '1', name: 'SIMS', fingerprint: 'f', choices, saved_at: '2026-05-12T10:00:00Z' }
  expect(startOf({ ...LOOK, remembered })).toEqual({
    sources: { ref: source('ref', 'UPN') },
    dates: 'day-month-year',
    name: 'SIMS',
  })
})

test('a date that can be read in two ways is asked about', () => {
  const mapping = startOf(LOOK)
  expect(dateOrders(mapping, LOOK.columns)).toEqual(['day-month-year', 'month-day-year'])
  expect(stillToSay(mapping)).toContain('How dates are written')
  expect(readAs('03/04/2016', 'day-month-year')).toBe('3 April 2016')
  expect(readAs('03/04/2016', 'month-day-year')).toBe('4 March 2016')
  expect(readAs('soon', 'day-month-year')).toBeNull()
})

test('a parent needs a name and a relationship', () => {
  expect(guardiansIn(startOf(LOOK))).toBe(2)
  expect(stillToSay(startOf(LOOK))).toContain('Relationship of parent or carer 2')
  const said = withSource(startOf(LOOK), 'guardian_2_relationship', { fixed: 'mother' })
  expect(stillToSay(said)).not.toContain('Relationship of parent or carer 2')
})

test('a column is left out again', () => {
  const without = withSource(startOf(LOOK), 'guardian_2_name', null)
  expect(guardiansIn(without)).toBe(1)
  expect(stillToSay(without)).not.toContain('Name of parent or carer 2')
})
