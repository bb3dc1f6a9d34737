import { describe, expect, it } from 'vitest'
import type { Permission } from '../api/types'
import { firstPlace, groupAt, groupName, menuFor, type Group } from './places'
import { waiting } from './work'

const LEAD: Permission[] = [
  'event:view',
  'child:view',
  'answer:view',
  'channel:view',
  'photo:seal',
  'form:edit',
]
const names = (groups: Group[]) => groups.map(groupName)

describe('the menu', () => {
  it('leaves out groups without a page for the reader', () => {
    expect(names(menuFor(['event:view']))).toEqual(['Events', 'Rules'])
  })

  it('begins with a page that the reader may open', () => {
    expect(firstPlace(LEAD)).toBe('/events')
    expect(firstPlace(['report:handle', 'learning:view'])).toBe('/reports')
    expect(firstPlace([])).toBe('/rules')
  })

  it('begins for a steward where pictures by others are logged, and for nobody who does more', () => {
    const steward: Permission[] = ['event:view', 'capture:log', 'report:make', 'learning:view']
    expect(firstPlace(steward)).toBe('/capture')
    expect(firstPlace([...steward, 'photo:upload'])).toBe('/events')
    expect(firstPlace([...steward, 'child:view'])).toBe('/events')
  })

  it('calls a group of one page by the page', () => {
    const [group] = menuFor(['channel:view'])
    expect(group && groupName(group)).toBe('Channels')
    expect(names(menuFor(LEAD))).toContain('People')
  })
})

describe('where a page stands', () => {
  const groups = menuFor(LEAD)
  const at = (path: string) => groupAt(groups, path)?.label

  it.each([
    ['/events', 'Events'],
    ['/events/42/participants', 'Events'],
    ['/children/42', 'People'],
    ['/families', 'Families'],
    ['/rounds/42', 'Families'],
    ['/children/past-answers', 'Families'],
    ['/children/import', 'People'],
    ['/photos/42', undefined],
    ['/eventsandmore', undefined],
  ])('%s is in %s', (path, group) => {
    expect(at(path)).toBe(group)
  })
})

describe('what waits', () => {
  it('is summed over the pages of a group, and what is not known is nothing', () => {
    const places = [{ work: 'release' as const }, { work: 'takedown' as const }, {}]
    expect(waiting({ release: 2 }, places)).toBe(2)
    expect(waiting({ release: 2, takedown: 3, breach: 9 }, places)).toBe(5)
    expect(waiting({}, places)).toBe(0)
  })
})
