import type { TakedownsShown } from '../api/types'
import { SHOWN } from './words'

export interface TakedownsSearch {
  show: TakedownsShown
  from: number
}

/** Reads the address; what it doesn't know it leaves out. */
export function takedownsSearch(search: Record<string, unknown>): TakedownsSearch {
  const { show, from } = search
  return {
    show: typeof show === 'string' && Object.hasOwn(SHOWN, show) ? (show as TakedownsShown) : 'open',
    from: typeof from === 'number' && from > 0 ? Math.floor(from) : 0,
  }
}
