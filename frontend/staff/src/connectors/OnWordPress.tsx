import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../accounts/session'
import { instant } from '../parts/wording'
import { webAddress } from '../publishing/address'
import { onWordPressQuery } from './queries'

/** On a channel's page: where its pictures stand in a WordPress, or that nobody has connected it yet. */
export function OnWordPress({ channelId }: { channelId: string }) {
  const page = useQuery(onWordPressQuery(channelId))
  const mayConnect = useMay('connection:edit')
  if (page.data === undefined) return null
  if (page.data === null)
    return (
      <p className="notice" data-tone="warn">
        This channel is not connected with a WordPress yet, so its pictures stand on no page.{' '}
        {mayConnect ? <Link to="/connections">Connect it</Link> : 'Ask an administrator to connect it.'}
      </p>
    )
  const address = page.data.page_address && webAddress(page.data.page_address)
  return (
    <div className="card stack">
      <p>
        On your WordPress:{' '}
        {address ? (
          <a href={address} target="_blank" rel="noopener noreferrer" className="mono">
            {address}
          </a>
        ) : (
          'the page is made with the first picture that shows.'
        )}
        {page.data.filled_at && (
          <span className="soft"> · as it should be since {instant(page.data.filled_at)}</span>
        )}
      </p>
      {page.data.problem_text && (
        <p className="notice" data-tone="bad">
          {page.data.problem_text}
        </p>
      )}
    </div>
  )
}
