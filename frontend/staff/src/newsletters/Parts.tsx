import type { IssuePart } from '../api/types'
import styles from './newsletters.module.css'

/** The parts of an issue, to read. */
export function Parts({ parts }: { parts: readonly IssuePart[] }) {
  if (parts.length === 0) return <p className="card">Nothing is in it.</p>
  return (
    <div className={`card ${styles.read}`}>
      {parts.map((part, at) => (
        // Nothing moves here.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={at} part={part} />
      ))}
    </div>
  )
}

function Part({ part }: { part: IssuePart }) {
  if (part.kind === 'heading') return <h3>{part.text}</h3>
  if (part.photo_id === null) return <p className={styles.lines}>{part.text}</p>
  return (
    <figure className={styles.figure}>
      <Thumbnail photoId={part.photo_id} alt={part.alt} />
      {part.text && <figcaption>{part.text}</figcaption>}
    </figure>
  )
}

/** The picture as staff see it, whole and small. */
export function Thumbnail({ photoId, alt }: { photoId: string; alt: string }) {
  return (
    <img className={styles.thumbnail} src={`/api/photos/${photoId}/thumbnail`} alt={alt} loading="lazy" />
  )
}
