import { expect, test } from 'vitest'
import { addressOf, listFilter } from './whoCannotList'

test('an address that makes no sense shows the chooser', () => {
  expect(listFilter({ class: 3, event: '', purposes: 'website', colour: 'red' })).toEqual({})
})

test('the file is of the same list as the page', () => {
  const filter = listFilter({ event: 'e1', purposes: ['website', 'press'] })
  expect(addressOf('csv', filter, false)).toBe(
    '/api/lists/who-cannot.csv?event_id=e1&purpose=website&purpose=press',
  )
})

test('names stand in a file only where somebody asked for them', () => {
  expect(addressOf('pdf', { class: 'c1' }, false)).not.toContain('names')
  expect(addressOf('pdf', { class: 'c1' }, true)).toBe(
    '/api/lists/who-cannot.pdf?class_id=c1&first_names=true',
  )
})
