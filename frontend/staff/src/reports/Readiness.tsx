import { useQuery } from '@tanstack/react-query'
import { useMay } from '../accounts/session'
import { RuleLink } from '../parts/Reasons'
import { readinessQuery } from './queries'

/** Which reports nobody could read today, and what mends it: for those who can, on the page that they come to first (M4). */
export function Readiness() {
  const readiness = useQuery({ ...readinessQuery, enabled: useMay('report:readiness'), retry: false })
  const warnings = readiness.data?.warnings ?? []
  if (warnings.length === 0) return null
  return (
    <div className="notice unprinted" data-tone="warn">
      <ul>
        {warnings.map((each) => (
          <li key={each}>
            {each} <RuleLink id="M4" />
          </li>
        ))}
      </ul>
    </div>
  )
}
