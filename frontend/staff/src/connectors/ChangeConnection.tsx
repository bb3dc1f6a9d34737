import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { Connection } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { ModeChoice } from './ModeChoice'
import { connectionsQuery } from './queries'

/** Another user, password or mode of a connection; WordPress is asked first. */
export function ChangeConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [userName, setUserName] = useState(connection.user_name)
  const [password, setPassword] = useState('')
  const [mode, setMode] = useState(connection.mode)
  const changing = useChange(connection, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate({ user_name: userName, mode, ...(password && { password }) })
  }
  return (
    <Dialog title={`Change the connection of ‘${connection.channel_name}’`} onClose={onClose}>
      <form onSubmit={submit}>
        {changing.isError && <ProblemNotice thrown={changing.error} />}
        <Field label="WordPress user name" wrong={fieldProblem(changing.error, 'user_name')}>
          <input
            required
            maxLength={200}
            autoComplete="off"
            value={userName}
            onChange={({ target }) => setUserName(target.value)}
          />
        </Field>
        <Field
          label="New application password"
          hint="Left empty, the one that we have stays."
          wrong={fieldProblem(changing.error, 'password')}
        >
          <input
            type="password"
            autoComplete="off"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Field>
        <ModeChoice mode={mode} onChange={setMode} />
        <button type="submit" className="primary" disabled={changing.isPending}>
          Ask WordPress and save
        </button>
      </form>
    </Dialog>
  )
}

function useChange(connection: Connection, onDone: () => void) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: { user_name: string; mode: Connection['mode']; password?: string }) =>
      answer(
        api.PATCH('/api/connections/{connection_id}', {
          params: { path: { connection_id: connection.id } },
          body,
        }),
      ),
    onSuccess: () => {
      toast('Saved. The page is being looked at.')
      onDone()
      void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
    },
  })
}
