import type { ReactNode } from 'react'
import { shownKey } from './keys'
import styles from './workbench.module.css'

/** Where one can go from this photo, and how far one is. */
export interface Way {
  previous: string | null
  next: string | null
  place: number | null
  of: number
  /** How many photos of the order still need somebody; null while that isn't known. */
  left: number | null
  nextToDo: string | null
  /** The next to do, passing over these as well. */
  nextBut(done: readonly string[]): string | null
  open(photoId: string): void
  close(): void
}

/** The photo's name, where one is among the others, and the ways on. */
export function Topbar({ name, way, children }: { name: string; way: Way; children?: ReactNode }) {
  const { previous, next, nextToDo } = way
  return (
    <header className={styles.topbar}>
      <button type="button" className="quiet" onClick={way.close}>
        <span aria-hidden="true">‹</span> All photos
      </button>
      <h1 className={styles.title} title={name}>
        {name}
      </h1>
      <p className={styles.progress}>{progress(way)}</p>
      {children}
      <nav className={styles.ways} aria-label="Photos">
        <button type="button" disabled={!previous} onClick={() => previous && way.open(previous)}>
          Back <kbd>{shownKey('previous')}</kbd>
        </button>
        <button type="button" disabled={!next} onClick={() => next && way.open(next)}>
          Next <kbd>{shownKey('next')}</kbd>
        </button>
        <button
          type="button"
          className="primary"
          disabled={!nextToDo}
          onClick={() => nextToDo && way.open(nextToDo)}
        >
          Next to do
        </button>
      </nav>
    </header>
  )
}

function progress({ place, of, left }: Way): string {
  const where = place === null ? '' : `${place} of ${of}`
  const rest = left === null ? '' : left === 0 ? 'all done' : `${left} left to do`
  return [where, rest].filter(Boolean).join(' · ')
}
