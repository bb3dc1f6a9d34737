import type { AskedShow } from '../api/types'

/** Who of a round is listed. */
export interface AskedFilter {
  show: AskedShow
  class?: string
  search?: string
}

export const SHOWN: Record<AskedShow, string> = {
  owing: 'Who has not answered everything',
  none: 'Who has answered nothing',
  some: 'Who has answered in part',
  came_back: 'Whose mail came back',
  to_print: 'Who needs a printed letter',
  waiting: 'Whose mail waits to go out',
  all: 'Who has answered',
  everybody: 'Everybody',
}

function isShow(value: unknown): value is AskedShow {
  return typeof value === 'string' && value in SHOWN
}

/** Reads the address; what it doesn't know it leaves out. */
export function askedFilter(search: Record<string, unknown>): AskedFilter {
  return {
    show: isShow(search.show) ? search.show : 'owing',
    ...(typeof search.class === 'string' && search.class !== '' ? { class: search.class } : {}),
    ...(typeof search.search === 'string' && search.search !== '' ? { search: search.search } : {}),
  }
}
