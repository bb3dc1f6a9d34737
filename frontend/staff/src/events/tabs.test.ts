import { expect, test } from 'vitest'
import { tabsFor } from './tabs'

const labels = (...permissions: Parameters<typeof tabsFor>[0]) =>
  tabsFor(permissions).map(({ label }) => label)

test('a photographer finds the pictures and the register, and no child', () => {
  expect(labels('event:view', 'photo:upload')).toEqual(['Pictures', 'About', 'Photographers'])
})

test('the office finds everything but the pictures', () => {
  expect(labels('event:view', 'event:edit', 'child:view', 'answer:view')).toEqual([
    'About',
    'Who takes part',
    'Notices',
    'Photographers',
    'Opt-outs',
    'Brief and stickers',
  ])
})
