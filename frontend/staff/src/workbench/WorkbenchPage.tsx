import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useMay } from '../accounts/session'
import type { Photo } from '../api/types'
import { groupsQuery } from '../media/queries'
import { Loaded } from '../parts/Loaded'
import { useTitle } from '../parts/title'
import { NotScanned } from './NotScanned'
import { useOther, usePhoto, useToDo, type ToDo } from './queries'
import { neighbours, nextToDo } from './todo'
import type { Way } from './Topbar'
import { VideoBench } from './VideoBench'
import { Workbench } from './Workbench'

/** How many of the children named last are offered first. */
const REMEMBERED = 12

const NOTHING: ReadonlySet<string> = new Set()

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
  const toDo = useToDo(photo.event_id, useMay('photo:review')).data
  const way = wayFrom(photo, order, toDo, onOpen, onClose)
  const alike = useAlike(photo, toDo?.toDo ?? NOTHING)
  const left = useLeft(photo.id)
  const lastPhoto = useOther(left ?? way.previous, photo.id)
  const [recent, setRecent] = useState<readonly string[]>([])
  const named = (id: string) =>
    setRecent((before) => [id, ...before.filter((each) => each !== id)].slice(0, REMEMBERED))
  if (photo.scan_state !== 'scanned') return <NotScanned key={photo.id} photo={photo} way={way} />
  if (photo.kind === 'video')
    return <VideoBench key={photo.id} photo={photo} way={way} recent={recent} onNamed={named} />
  return (
    <Workbench
      key={photo.id}
      photo={photo}
      way={way}
      alike={alike}
      lastPhoto={lastPhoto}
      recent={recent}
      onNamed={named}
    />
  )
}

/** The other photos that are like this one, and about which somebody can still do something. */
function useAlike({ id, event_id }: Photo, toDo: ReadonlySet<string>): string[] {
  const { data } = useQuery(groupsQuery(event_id))
  const group = data?.find((ids) => ids.includes(id)) ?? []
  return group.filter((other) => other !== id && toDo.has(other))
}

/** The photo that was open before this one; null for the first. */
function useLeft(current: string): string | null {
  const [trail, setTrail] = useState<{ now: string; before: string | null }>({ now: current, before: null })
  if (trail.now !== current) setTrail({ now: current, before: trail.now })
  return trail.now === current ? trail.before : trail.now
}

/** Where one can go from here, in the order of the grid, or of the event where there was no grid. */
function wayFrom(
  photo: Photo,
  order: string[] | undefined,
  data: ToDo | undefined,
  onOpen: (id: string) => void,
  onClose: (eventId: string) => void,
): Way {
  const all = order ?? data?.all ?? [photo.id]
  const toDo = data?.toDo ?? NOTHING
  return {
    ...neighbours(all, photo.id),
    of: all.length,
    left: data ? all.filter((id) => toDo.has(id)).length : null,
    nextToDo: nextToDo(all, photo.id, toDo),
    nextBut: (done) => nextToDo(all, photo.id, new Set([...toDo].filter((id) => !done.includes(id)))),
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
