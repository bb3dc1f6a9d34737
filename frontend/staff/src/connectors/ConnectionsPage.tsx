import { useTitle } from '../parts/title'
import { Webhooks } from './Webhooks'
import { WordPressConnections } from './WordPressConnections'

/** Other systems that show the school's pictures: WordPress pages that we keep right, and addresses that we tell. */
export function ConnectionsPage() {
  useTitle('Connections')
  return (
    <>
      <h1>Connections</h1>
      <p className="lead">
        Other systems that show your pictures. What stops being shown here has to go there too: where we can,
        we take it down ourselves and look until it is gone.
      </p>
      <WordPressConnections />
      <Webhooks />
    </>
  )
}
