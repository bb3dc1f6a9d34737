import type { LinkProps } from '@tanstack/react-router'
import type { Permission } from '../api/types'
import type { Work } from './work'

/**
 * A page that one can go to: a line in the menu, or on the page of its group. Shown to whoever may do one of `for`.
 * `work`: what waits there, counted beside its name.
 */
export type Place = {
  label: string
  to: LinkProps['to']
  for?: Permission[]
  about?: string
  work?: Work
}

/** What belongs together. `below`: pages that its first page lists, so that the menu doesn't. */
export type Group = { label: string; places: Place[]; below?: Place[] }

/** What stands on the Families page: asking, answers on paper, what is to be settled, the forms. A page is a line here. */
export const FAMILIES: Place[] = [
  {
    label: 'Ask families',
    to: '/rounds',
    for: ['round:run'],
    about: 'Ask a class, a year, an event or everybody; see who has not answered; remind them.',
  },
  {
    label: 'Paper forms to check',
    to: '/paper-checks',
    for: ['answer:verify'],
    about: 'Compare each scan with what a colleague typed in.',
  },
  {
    label: 'Answers that differ',
    to: '/conflicts',
    for: ['answer:view'],
    about: 'Two people who can agree have answered differently.',
  },
  {
    label: 'Objections',
    to: '/objections',
    for: ['objection:handle'],
    about: 'To uses that rest on public task. Each is answered within a month.',
  },
  {
    label: 'Who must not be shown',
    to: '/who-cannot',
    for: ['child:view'],
    about: 'A list for a class or an event, to look at or to print.',
  },
  {
    label: 'Import past answers',
    to: '/children/past-answers',
    for: ['answer:import'],
    about: 'Take over what families answered before.',
  },
  {
    label: 'Forms',
    to: '/forms',
    for: ['form:edit'],
    about: 'What families, young people, social workers and adults are asked, in which words.',
  },
  {
    label: 'School policy',
    to: '/policy',
    for: ['policy:edit', 'form:edit'],
    about: 'What your school chooses where a rule leaves a choice.',
  },
]

/** The menu. A page is a line in its group; a group of one page is that page. */
export const MENU: Group[] = [
  { label: 'Events', places: [{ label: 'Events', to: '/events', for: ['event:view'] }] },
  {
    label: 'People',
    places: [
      { label: 'Children', to: '/children', for: ['child:view'] },
      { label: 'Adults', to: '/adults', for: ['child:view'] },
    ],
  },
  {
    label: 'Families',
    places: [{ label: 'Families', to: '/families', for: ['answer:view', 'family:invite', 'form:edit'] }],
    below: FAMILIES,
  },
  {
    label: 'Publishing',
    places: [
      { label: 'Channels', to: '/channels', for: ['channel:view'] },
      { label: 'Newsletters', to: '/newsletters', for: ['photo:place'] },
      { label: 'To release', to: '/releases', for: ['photo:place'], work: 'release' },
      { label: 'To look at again', to: '/reviews', for: ['photo:place'], work: 'review' },
      { label: 'Takedowns', to: '/takedowns', for: ['takedown:view'], work: 'takedown' },
      { label: 'Connections', to: '/connections', for: ['connection:edit'] },
      { label: 'Our website', to: '/websites', for: ['website:edit'] },
    ],
  },
  {
    label: 'Safeguarding',
    places: [
      { label: 'Reports', to: '/reports', for: ['report:handle'], work: 'report' },
      { label: 'Log a picture by others', to: '/capture', for: ['capture:log'] },
      { label: 'Pictures by others', to: '/captures', for: ['capture:view'], work: 'capture' },
      { label: 'Breaches', to: '/breaches', for: ['breach:view'], work: 'breach' },
      { label: 'Sealed pictures', to: '/seals', for: ['photo:seal'] },
      { label: 'All incidents', to: '/incidents', for: ['capture:view', 'breach:view'] },
      { label: 'What we learned', to: '/learning', for: ['learning:view'] },
      { label: 'Make a report', to: '/reports/new', for: ['report:make'] },
    ],
  },
  { label: 'Rules', places: [{ label: 'Rules', to: '/rules' }] },
]

/** The menu as it is for somebody with these permissions: groups without a page for them are missing. */
export function menuFor(permissions: Permission[]): Group[] {
  return MENU.map((group) => ({ ...group, places: placesFor(group.places, permissions) })).filter(
    ({ places }) => places.length > 0,
  )
}

/** Who looks out at an event, and does nothing else here: logs what others photograph, takes no pictures, sees no children. */
function isLookout(permissions: Permission[]): boolean {
  const does = (each: Permission) => permissions.includes(each)
  return does('capture:log') && !does('photo:upload') && !does('child:view')
}

/** Where somebody with these permissions begins: on the first page of their menu; the rules are there for everybody. */
export function firstPlace(permissions: Permission[]): Place['to'] {
  if (isLookout(permissions)) return '/capture'
  return menuFor(permissions)[0]?.places[0]?.to ?? '/rules'
}

/** What the menu calls a group: a single page by its own name. */
export function groupName({ label, places }: Group): string {
  return places.length === 1 && places[0] ? places[0].label : label
}

/** The group in which a page stands; the nearest, where pages lie below one another. */
export function groupAt(groups: Group[], path: string): Group | undefined {
  const depth = (group: Group) =>
    Math.max(-1, ...[...group.places, ...(group.below ?? [])].map(({ to }) => depthAt(to, path)))
  const [nearest] = groups.toSorted((one, other) => depth(other) - depth(one))
  return nearest && depth(nearest) >= 0 ? nearest : undefined
}

/** How near a page lies below a place: the longer the place's address, the nearer; -1 where it doesn't. */
function depthAt(to: Place['to'], path: string): number {
  return to && (path === to || path.startsWith(`${to}/`)) ? to.length : -1
}

export function placesFor(places: Place[], permissions: Permission[]): Place[] {
  return places.filter((place) => !place.for || place.for.some((each) => permissions.includes(each)))
}
