/** Taking a picture away from the workbench: deleting it, or, for leads, sealing it. */
import { type ReactNode, useState } from 'react'
import { useMay } from '../accounts/session'
import { DeleteDialog } from '../media/DeleteDialog'
import { SealDialog } from '../media/SealDialog'
import { shownKey } from './keys'
import type { Way } from './Topbar'

export interface Removing {
  askToDelete(): void
  buttons: ReactNode
  /** Beside the reasons of a picture of a child who may be shown nowhere (W3). */
  wayOut: ReactNode
  dialog: ReactNode
}

/** Goes on to the next picture once this one is gone, or back to the event. */
export function useRemoving(photoId: string, way: Way): Removing {
  const [asked, setAsked] = useState<'delete' | 'seal' | null>(null)
  const [mayDelete, maySeal] = [useMay('photo:delete'), useMay('photo:seal')]
  const close = () => setAsked(null)
  const leave = () => (way.next === null ? way.close() : way.open(way.next))
  const askToDelete = () => {
    if (mayDelete) setAsked('delete')
  }
  const buttons = (
    <>
      {mayDelete && (
        <button type="button" className="quiet" onClick={askToDelete}>
          Delete… <kbd>{shownKey('delete')}</kbd>
        </button>
      )}
      {maySeal && (
        <button type="button" className="quiet" onClick={() => setAsked('seal')}>
          Seal…
        </button>
      )}
    </>
  )
  const wayOut = mayDelete && (
    <button type="button" className="small danger" onClick={askToDelete}>
      Delete this picture…
    </button>
  )
  const dialog = (
    <>
      {asked === 'delete' && <DeleteDialog photoIds={[photoId]} onClose={close} onDeleted={leave} />}
      {asked === 'seal' && <SealDialog photoId={photoId} onClose={close} onSealed={leave} />}
    </>
  )
  return { askToDelete, buttons, wayOut, dialog }
}
