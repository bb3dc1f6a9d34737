import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useMay } from '../accounts/session'
import type { Photo } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { NotScanned } from './NotScanned'
import { usePhoto, useToDo } from './queries'
import { neighbours, nextToDo } from './todo'
import type { Way } from './Topbar'
import { Workbench } from './Workbench'

/** How many of the children named last are offered first. */
const REMEMBERED = 12

/** What the page that hosts the workbench gives it. */
export interface WorkbenchPageProps {
  photoId: string
  /** The photos of the grid that the workbench was opened from, in its order. */
  order: string[] | undefined
  onOpen(photoId: string): void
  onClose(eventId: string): void
}

/** The clearance workbench: one photo at a time, by keyboard or by touch. */
export function WorkbenchPage(props: WorkbenchPageProps) {
  const photo = usePhoto(props.photoId)
  useTitle(photo.data?.file_name)
  useFreshGrids()
  return (
    <div inert={photo.isPlaceholderData}>
      <Loaded query={photo} isPage>
        {(loaded) => <Opened photo={loaded} {...props} />}
      </Loaded>
    </div>
  )
}

function Opened({ photo, order, onOpen, onClose }: WorkbenchPageProps & { photo: Photo }) {
  const way = useWay(photo, order, onOpen, onClose)
  const [recent, setRecent] = useState<readonly string[]>([])
  const named = (id: string) =>
    setRecent((before) => [id, ...before.filter((each) => each !== id)].slice(0, REMEMBERED))
  if (photo.scan_state !== 'scanned') return <NotScanned key={photo.id} photo={photo} way={way} />
  return <Workbench key={photo.id} photo={photo} way={way} recent={recent} onNamed={named} />
}

/** Where one can go from here, in the order of the grid, or of the event where there was no grid. */
function useWay(
  photo: Photo,
  order: string[] | undefined,
  onOpen: (id: string) => void,
  onClose: (eventId: string) => void,
): Way {
  const { data } = useToDo(photo.event_id, useMay('photo:review'))
  const all = order ?? data?.all ?? [photo.id]
  const toDo = data?.toDo ?? new Set<string>()
  return {
    ...neighbours(all, photo.id),
    of: all.length,
    left: data ? all.filter((id) => toDo.has(id)).length : null,
    nextToDo: nextToDo(all, photo.id, toDo),
    open: onOpen,
    close: () => onClose(photo.event_id),
  }
}

/** The grids that show these photos ask again once the workbench is left. */
function useFreshGrids(): void {
  const queries = useQueryClient()
  useEffect(
    () => () => {
      for (const kind of ['photos', 'clearances']) void queries.invalidateQueries({ queryKey: [kind] })
    },
    [queries],
  )
}
