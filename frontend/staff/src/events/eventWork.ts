import { useQuery } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import type { SchoolEvent } from '../api/types'
import { noticesQuery } from './queries'
import { isLarge } from './scales'
import type { TabWork } from './tabs'

/** What waits on the pages of an event, as far as the reader may know. */
export function useEventWork(event: SchoolEvent): Record<TabWork, number> {
  const mayEdit = useMay('event:edit')
  const notices = useQuery({ ...noticesQuery(event.id), enabled: mayEdit && isLarge(event.scale) })
  return {
    notices: isLarge(event.scale) ? (notices.data?.missing.length ?? 0) : 0,
    opt_outs: event.open_opt_outs,
  }
}
