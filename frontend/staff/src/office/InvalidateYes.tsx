import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import type { Answer } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'

/** Marks a yes as entered by mistake: it stays on record, and doesn't count any more (C2). */
export function InvalidateYes({ childId, yes }: { childId: string; yes: Answer }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button type="button" className="quiet small" onClick={() => setIsOpen(true)}>
        Entered by mistake?
      </button>
      {isOpen && (
        <Dialog title="This yes was entered by mistake" onClose={() => setIsOpen(false)}>
          <Mistake childId={childId} yes={yes} onDone={() => setIsOpen(false)} />
        </Dialog>
      )}
    </>
  )
}

function Mistake({ childId, yes, onDone }: { childId: string; yes: Answer; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const toast = useToast()
  const marking = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/answers/{answer_id}/invalidation', {
          params: { path: { answer_id: yes.id } },
          body: { reason },
        }),
      ),
    onSuccess: () => {
      toast('This yes doesn’t count any more.')
      onDone()
      for (const kind of ['standing', 'answers', 'settling']) {
        void queries.invalidateQueries({ queryKey: [kind, 'child', childId] })
      }
      for (const kind of ['clearances', 'clearance', 'placements', 'conflicts']) {
        void queries.invalidateQueries({ queryKey: [kind] })
      }
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    marking.mutate()
  }
  return (
    <form onSubmit={submit}>
      <p>
        The answer stays on record, and doesn’t count from now on. If the family itself has changed its mind,
        record its new answer instead.
      </p>
      {marking.isError && <ProblemNotice thrown={marking.error} />}
      <Field label="What went wrong">
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <button type="submit" className="danger" disabled={marking.isPending}>
        This yes doesn’t count
      </button>
    </form>
  )
}
