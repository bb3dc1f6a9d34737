import { Navigate } from '@tanstack/react-router'
import { useMe } from '../accounts/session'
import { firstPlace } from './places'

/** Where one comes to after signing in: the first page of one's own menu. */
export function FirstPage() {
  return <Navigate to={firstPlace(useMe().permissions)} replace />
}
