import type { LinkProps } from '@tanstack/react-router'
import type { Permission } from '../api/types'

/** A page that one can go to: a line in the header, or on the page of its group. Shown to whoever may do one of `for`. */
export type Place = {
  label: string
  to: LinkProps['to']
  for?: Permission[]
  about?: string
}

/** What the header shows. */
export const HEADER: Place[] = [
  { label: 'Events', to: '/events', for: ['event:view'] },
  { label: 'Children', to: '/children', for: ['child:view'] },
  { label: 'Families', to: '/families', for: ['answer:view', 'family:invite', 'form:edit'] },
  { label: 'Adults', to: '/adults', for: ['child:view'] },
  { label: 'Channels', to: '/channels', for: ['channel:view'] },
  { label: 'Sealed pictures', to: '/seals', for: ['photo:seal'] },
  { label: 'Rules', to: '/rules' },
]

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

/** Whether a page stands on the Families page, or below one that does. */
export function isOfFamilies(path: string): boolean {
  return FAMILIES.some(({ to }) => path === to || path.startsWith(`${to}/`))
}

export function placesFor(places: Place[], permissions: Permission[]): Place[] {
  return places.filter((place) => !place.for || place.for.some((each) => permissions.includes(each)))
}
