import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { DeletedItem } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { told } from './deleted'

interface DeleteDialogProps {
  photoIds: readonly string[]
  onClose(): void
  /** Told once something is gone, or was gone already. */
  onDeleted(): void
}

/** Asks once, and says what happens: this is the one act here that nothing undoes (W3). */
export function DeleteDialog({ photoIds, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useDelete(() => {
    onClose()
    onDeleted()
  })
  const what = photoIds.length === 1 ? 'this picture' : count(photoIds.length, 'picture')
  return (
    <Dialog title={`Delete ${what}?`} onClose={onClose}>
      <ul>
        <li>It comes down from every channel at once, and nobody here sees it any more.</li>
        <li>The file and every copy that we made of it are removed. This can’t be undone.</li>
        <li>
          Copies elsewhere stay: on the camera or phone, in print, and where somebody saved it{' '}
          <RuleLink id="W3" />.
        </li>
      </ul>
      {remove.isError && <ProblemNotice thrown={remove.error} />}
      <div className="row">
        <button
          type="button"
          className="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate(photoIds)}
        >
          Delete {what} for good
        </button>
        <button type="button" onClick={onClose}>
          Keep
        </button>
      </div>
    </Dialog>
  )
}

function useDelete(onDone: () => void) {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (ids: readonly string[]): Promise<DeletedItem[]> =>
      (await answer(api.POST('/api/photos/delete', { body: { ids: [...ids] } }))).items,
    onSuccess: (items) => {
      toast(told(items))
      if (items.some(({ outcome }) => outcome !== 'not_allowed')) onDone()
      for (const key of ['photos', 'placements', 'channels', 'clearances'])
        void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}
