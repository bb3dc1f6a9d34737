/** The pages of one event, each with an address of its own. */
import type { Permission } from '../api/types'

/** What waits on a page, counted beside its name. */
export type TabWork = 'notices' | 'opt_outs'

export interface Tab {
  to:
    | '/events/$eventId'
    | '/events/$eventId/about'
    | '/events/$eventId/participants'
    | '/events/$eventId/notices'
    | '/events/$eventId/photographers'
    | '/events/$eventId/opt-outs'
    | '/events/$eventId/brief'
  label: string
  /** Shown to whoever may do one of these; to everybody where none is named. */
  for?: readonly Permission[]
  work?: TabWork
}

const TABS: readonly Tab[] = [
  { to: '/events/$eventId', label: 'Pictures', for: ['photo:upload', 'photo:view'] },
  { to: '/events/$eventId/about', label: 'About' },
  { to: '/events/$eventId/participants', label: 'Who takes part', for: ['child:view'] },
  { to: '/events/$eventId/notices', label: 'Notices', for: ['event:edit'], work: 'notices' },
  { to: '/events/$eventId/photographers', label: 'Photographers' },
  { to: '/events/$eventId/opt-outs', label: 'Opt-outs', for: ['answer:view'], work: 'opt_outs' },
  { to: '/events/$eventId/brief', label: 'Brief and stickers', for: ['child:view'] },
]

/** The pages for somebody with these permissions. */
export function tabsFor(permissions: readonly Permission[]): Tab[] {
  return TABS.filter((tab) => !tab.for || tab.for.some((each) => permissions.includes(each)))
}
