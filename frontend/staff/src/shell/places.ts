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
  { label: 'Families', to: '/families', for: ['answer:view', 'family:invite'] },
  { label: 'Adults', to: '/adults', for: ['child:view'] },
  { label: 'Channels', to: '/channels', for: ['channel:view'] },
  { label: 'Rules', to: '/rules' },
]

/** What stands on the Families page: asking, answers on paper, what is to be settled, the forms. A page is a line here. */
export const FAMILIES: Place[] = []

export function placesFor(places: Place[], permissions: Permission[]): Place[] {
  return places.filter((place) => !place.for || place.for.some((each) => permissions.includes(each)))
}
