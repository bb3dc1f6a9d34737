import { useQuery } from '@tanstack/react-query'
import { useMe } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Permission } from '../api/types'
import { capturesQuery } from '../captures/queries'
import { releasesQuery, reviewsQuery } from '../publishing/releases'
import { reportsQuery } from '../reports/queries'
import { summaryQuery } from '../takedown/queries'
import type { OpenWork } from './work'

/** So long a count stands before it is asked for again: the menu is on every page. */
const COUNTS_STAND_MS = 60_000

/** What waits for the reader, as far as they may see it: nothing is asked for that isn't theirs. */
export function useOpenWork(): OpenWork {
  const { permissions } = useMe()
  const may = (permission: Permission) => ({
    enabled: permissions.includes(permission),
    staleTime: COUNTS_STAND_MS,
    retry: false,
  })
  const release = useQuery({
    ...releasesQuery,
    ...may('photo:place'),
    select: (waiting) => waiting.filter(({ may_release }) => may_release).length,
  })
  const review = useQuery({
    ...reviewsQuery(SOON_DAYS),
    ...may('photo:place'),
    select: ({ length }) => length,
  })
  const takedown = useQuery({ ...summaryQuery, ...may('takedown:view'), select: (sum) => sum.open_tasks })
  const breach = useQuery({
    queryKey: ['breaches', 'counted'],
    queryFn: () => answer(api.GET('/api/breaches')),
    ...may('breach:view'),
    select: ({ length }) => length,
  })
  const report = useQuery({
    ...reportsQuery(false),
    ...may('report:handle'),
    refetchInterval: COUNTS_STAND_MS,
    select: ({ length }) => length,
  })
  const capture = useQuery({
    ...capturesQuery(false),
    ...may('capture:view'),
    select: ({ length }) => length,
  })
  return {
    release: release.data ?? 0,
    review: review.data ?? 0,
    takedown: takedown.data ?? 0,
    breach: breach.data ?? 0,
    report: report.data ?? 0,
    capture: capture.data ?? 0,
  }
}

/** The menu counts what has to be looked at within a week; the page shows more. */
const SOON_DAYS = 7
