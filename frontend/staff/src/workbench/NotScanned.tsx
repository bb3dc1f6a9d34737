import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Photo } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { command } from './keys'
import { useScanAgain } from './queries'
import { useRemoving } from './removing'
import { Topbar, type Way } from './Topbar'
import styles from './workbench.module.css'

/** A photo in which nobody has been looked for yet: it says so, and can't be cleared (W1). */
export function NotScanned({ photo, way }: { photo: Photo; way: Way }) {
  const root = useRef<HTMLDivElement>(null)
  const removing = useRemoving(photo.id, way)
  useEffect(() => root.current?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    const asked = command(event, 'bench')
    const to = asked?.run === 'next' ? way.next : asked?.run === 'previous' ? way.previous : null
    if (!to) return
    event.preventDefault()
    way.open(to)
  }
  return (
    // The keys to the next photo work here as on every other one.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles.plain} tabIndex={-1} onKeyDown={onKeyDown}>
      <Topbar name={photo.file_name} way={way}>
        {removing.buttons}
      </Topbar>
      {photo.scan_state === 'waiting' ? <Waiting photo={photo} /> : <Failed photo={photo} />}
      {removing.dialog}
    </div>
  )
}

function Waiting({ photo }: { photo: Photo }) {
  return (
    <div className="notice" role="status">
      <p>
        {photo.kind === 'video'
          ? 'This video is being made ready to look through. That takes about as long as it runs, or a little longer.'
          : 'This picture is waiting to be searched for faces.'}{' '}
        It opens here by itself as soon as that is done.
      </p>
      <p className="soft">Until then it can’t go out anywhere.</p>
    </div>
  )
}

function Failed({ photo }: { photo: Photo }) {
  const scan = useScanAgain(photo.id)
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <strong>
          {photo.kind === 'video'
            ? 'This video could not be made ready.'
            : 'This picture could not be searched for faces.'}
        </strong>{' '}
        {photo.scan_problem}
      </p>
      <p>Until that works it can’t go out anywhere.</p>
      {scan.error && <ProblemNotice thrown={scan.error} />}
      <button type="button" className="primary" disabled={scan.isPending} onClick={() => scan.mutate()}>
        Try again
      </button>
    </div>
  )
}
