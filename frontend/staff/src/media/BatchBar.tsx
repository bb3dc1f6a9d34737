import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { PhotoRow } from '../api/types'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { PlaceDialog } from '../publishing/PlaceDialog'
import { TakeDownDialog } from '../publishing/TakeDownDialog'
import styles from './BatchBar.module.css'
import { DeleteDialog } from './DeleteDialog'
import type { OutcomesByPhoto } from './filter'

interface BatchBarProps {
  chosen: readonly PhotoRow[]
  outcomes: OutcomesByPhoto
  onNone: () => void
}

/** What can be done with the chosen photos at once. Each action answers for each photo. */
export function BatchBar({ chosen, outcomes, onNone }: BatchBarProps) {
  const [open, setOpen] = useState<'place' | 'take down' | 'delete' | null>(null)
  const [mayPlace, mayScan, mayDelete] = [
    useMay('photo:place'),
    useMay('photo:upload'),
    useMay('photo:delete'),
  ]
  const scanAgain = useScanAgain()
  const close = () => setOpen(null)
  if (chosen.length === 0) return null
  return (
    <section className={styles.bar} aria-label="Chosen photos">
      <strong role="status">{count(chosen.length, 'photo')} chosen</strong>
      {mayPlace && (
        <>
          <button type="button" className="primary" onClick={() => setOpen('place')}>
            Put on channel…
          </button>
          <button type="button" onClick={() => setOpen('take down')}>
            Take down…
          </button>
        </>
      )}
      {mayScan && (
        <button type="button" disabled={scanAgain.isPending} onClick={() => scanAgain.mutate(chosen)}>
          Scan again
        </button>
      )}
      {mayDelete && (
        <button type="button" onClick={() => setOpen('delete')}>
          Delete…
        </button>
      )}
      <button type="button" className="quiet" onClick={onNone}>
        Choose none
      </button>
      {open === 'place' && <PlaceDialog photos={chosen} outcomes={outcomes} onClose={close} />}
      {open === 'delete' && (
        <DeleteDialog photoIds={chosen.map(({ id }) => id)} onClose={close} onDeleted={onNone} />
      )}
      {open === 'take down' && <TakeDownDialog photos={chosen} onClose={close} />}
    </section>
  )
}

/** Asks for a new scan of each photo, and says how many will be and why the others won't. */
export function useScanAgain() {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (photos: readonly PhotoRow[]) => Promise.allSettled(photos.map(scan)),
    onSuccess: (results) => {
      const refused = results.filter((result) => result.status === 'rejected')
      const started = results.length - refused.length
      const why = new Set(refused.map((result) => asProblem(result.reason).message))
      toast([`${count(started, 'photo')} will be scanned again.`, ...why].join(' '))
      void queries.invalidateQueries({ queryKey: ['photos'] })
    },
  })
}

function scan(photo: PhotoRow) {
  return answer(api.POST('/api/photos/{photo_id}/scan', { params: { path: { photo_id: photo.id } } }))
}
