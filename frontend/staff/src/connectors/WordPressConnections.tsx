import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { Connection } from '../api/types'
import { Badge } from '../parts/Badge'
import { Dialog } from '../parts/Dialog'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { instant } from '../parts/wording'
import { webAddress } from '../publishing/address'
import { ChangeConnection } from './ChangeConnection'
import { NewConnection } from './NewConnection'
import { connectionsQuery } from './queries'
import { connectionState } from './states'

/** Channels that are kept on a page of a WordPress. */
export function WordPressConnections() {
  const connections = useQuery(connectionsQuery)
  return (
    <section aria-labelledby="wordpress">
      <h2 id="wordpress">WordPress pages</h2>
      <Loaded query={connections}>
        {(all) => (
          <>
            {all.length === 0 && <p>No channel is connected with a WordPress yet.</p>}
            {all.map((connection) => (
              <OneConnection key={connection.id} connection={connection} />
            ))}
            <NewConnection connections={all} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function OneConnection({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState<'change' | 'end' | null>(null)
  const page = connection.page_address && webAddress(connection.page_address)
  return (
    <article className="card stack" aria-label={connection.channel_name}>
      <div className="row">
        <h3>
          <Link to="/channels/$channelId" params={{ channelId: connection.channel_id }}>
            {connection.channel_name}
          </Link>
        </h3>
        <Badge state={connectionState(connection)} />
      </div>
      <p className="soft">
        {connection.mode === 'copy' ? 'Copies of the pictures' : 'Live links to the pictures'}, as{' '}
        {connection.user_name}
        {connection.filled_at && ` · right since ${instant(connection.filled_at)}`}
      </p>
      {page && (
        <p>
          <a href={page} target="_blank" rel="noopener noreferrer" className="mono">
            {page}
          </a>
        </p>
      )}
      {connection.problem_text && (
        <p className="notice" data-tone="bad">
          {connection.problem_text}
        </p>
      )}
      {connection.ended_at === null ? (
        <div className="row">
          <LookAgain connection={connection} />
          <button type="button" className="small" onClick={() => setOpen('change')}>
            Change…
          </button>
          <button type="button" className="small danger" onClick={() => setOpen('end')}>
            End…
          </button>
        </div>
      ) : (
        <p>This connection has ended. Its pictures are being removed from there.</p>
      )}
      {open === 'change' && <ChangeConnection connection={connection} onClose={() => setOpen(null)} />}
      {open === 'end' && <EndConnection connection={connection} onClose={() => setOpen(null)} />}
    </article>
  )
}

function LookAgain({ connection }: { connection: Connection }) {
  const toast = useToast()
  const looking = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/connections/{connection_id}/look', {
          params: { path: { connection_id: connection.id } },
        }),
      ),
    onSuccess: () => toast('The page is being looked at.'),
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={looking.isPending} onClick={() => looking.mutate()}>
      Look now
    </button>
  )
}

function EndConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const ending = useMutation({
    mutationFn: () =>
      answer(
        api.DELETE('/api/connections/{connection_id}', {
          params: { path: { connection_id: connection.id } },
        }),
      ),
    onSuccess: () => {
      toast(`‘${connection.channel_name}’ is not connected any more.`)
      onClose()
      void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
    },
  })
  return (
    <Dialog title={`End the connection of ‘${connection.channel_name}’`} onClose={onClose}>
      {ending.isError && <ProblemNotice thrown={ending.error} />}
      <p>
        Every picture that we put into that WordPress is removed from there, and our part of the page. The
        page itself stays. Then the application password is forgotten; revoke it in WordPress too.
      </p>
      <button type="button" className="danger" disabled={ending.isPending} onClick={() => ending.mutate()}>
        End this connection
      </button>
    </Dialog>
  )
}
