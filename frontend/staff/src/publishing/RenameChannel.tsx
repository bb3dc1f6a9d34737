import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import type { Channel } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { ProblemNotice } from '../parts/ProblemNotice'

/** Another name for a channel, which stands above its pictures: so it may give no name of a child who is in one (P2). */
export function RenameChannel({ channel }: { channel: Channel }) {
  const [name, setName] = useState<string | null>(null)
  const saving = useRename(channel.id)
  const field = useRef<HTMLInputElement>(null)
  const isOpen = name !== null
  useEffect(() => {
    if (isOpen) field.current?.select()
  }, [isOpen])
  if (name === null)
    return (
      <p>
        <button type="button" className="small" onClick={() => setName(channel.name)}>
          Rename
        </button>
      </p>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(name)
  }
  return (
    <form className="card" onSubmit={submit}>
      {saving.error && <ProblemNotice thrown={saving.error} />}
      <Field
        label="Name of this channel"
        hint="Everybody who looks at its pictures reads it."
        wrong={fieldProblem(saving.error, 'name')}
      >
        <input
          ref={field}
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <div className="row">
        <button type="submit" className="primary" disabled={saving.isPending}>
          Save the name
        </button>
        <button type="button" className="quiet" onClick={() => setName(null)}>
          Keep the old one
        </button>
      </div>
    </form>
  )
}

function useRename(channelId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      answer(
        api.PATCH('/api/channels/{channel_id}', {
          params: { path: { channel_id: channelId } },
          body: { name },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  })
}
