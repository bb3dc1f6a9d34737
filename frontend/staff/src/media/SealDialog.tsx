import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'

interface SealDialogProps {
  photoId: string
  onClose(): void
  onSealed(): void
}

/** A lead hides a picture from everybody and keeps it as evidence; says what happens, and who can end it. */
export function SealDialog({ photoId, onClose, onSealed }: SealDialogProps) {
  const [why, setWhy] = useState('')
  const seal = useSeal(photoId, onSealed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    seal.mutate(why)
  }
  return (
    <Dialog title="Seal this picture?" onClose={onClose}>
      <ul>
        <li>
          From this moment nobody can see it: not on any channel, not here, not you, not an administrator.
        </li>
        <li>
          It is not deleted. The file stays as evidence, and the same picture uploaded again stays hidden too.
        </li>
        <li>For everybody but safeguarding leads it looks as if it had never been here.</li>
        <li>It takes two safeguarding leads to end a seal, each with a reason.</li>
      </ul>
      {seal.isError && <ProblemNotice thrown={seal.error} />}
      <form onSubmit={submit}>
        <Field label="Why" hint="Kept for leads. Don’t describe what the picture shows.">
          <textarea
            required
            rows={2}
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        </Field>
        <div className="row">
          <button type="submit" className="danger" disabled={seal.isPending}>
            Seal this picture
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function useSeal(photoId: string, onSealed: () => void) {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (why: string) =>
      answer(
        api.POST('/api/photos/{photo_id}/seal', {
          params: { path: { photo_id: photoId } },
          body: { why: inOneLine(why) },
        }),
      ),
    onSuccess: () => {
      toast('The picture is sealed.')
      onSealed()
      for (const key of ['photos', 'placements', 'channels', 'clearances', 'seals'])
        void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}

/** The service keeps a reason as one line. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
