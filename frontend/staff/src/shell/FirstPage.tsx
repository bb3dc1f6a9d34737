import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { useMe } from '../accounts/session'
import { reportsQuery } from '../reports/queries'
import { firstPlace } from './places'

/**
 * Where one comes to after signing in: the first page of one's own menu; or the reports, where one waits for the reader. The mail that
 * brought them here couldn't say so (M3).
 */
export function FirstPage() {
  const me = useMe()
  const mayRead = me.permissions.includes('report:handle')
  const reports = useQuery({ ...reportsQuery(false), enabled: mayRead, retry: false })
  if (mayRead && reports.isPending) return null
  const waits = reports.data?.some((row) => !row.is_taken_on || row.has_news || row.handler?.id === me.id)
  return <Navigate to={waits ? '/reports' : firstPlace(me.permissions)} replace />
}
