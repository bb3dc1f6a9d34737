import type { Resolved } from './person'
import styles from './workbench.module.css'

const SHAPES: Record<Resolved['resolution'], string> = {
  open: 'M5.2 5.6a2.800 2.800 0 1 1 4 2.500c-.8.5-1.200 1-1.200 1.900M8 13v.1',
  child: 'M3 8.500l3.500 3.500 6.500-8',
  adult:
    'M8 7.200a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM2.500 14.400c.4-3.400 2.600-5 5.500-5s5.100 1.600 5.500 5',
  redacted: 'M2 2h12v12H2zM2 8l6-6M2 14L14 2M8 14l6-6',
  crowd:
    'M4.500 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM11.500 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM1 13c.3-2.400 1.600-3.500 3.500-3.500S7.700 10.600 8 13c.3-2.400 1.600-3.500 3.500-3.500s3.200 1.100 3.500 3.500',
  not_identifiable: 'M8 1.800a6.200 6.200 0 1 0 0 12.400A6.200 6.200 0 0 0 8 1.800zM3.600 12.400l8.800-8.800',
}

/** The shape of a state: it stands beside words, or under a name that says it. */
export function Sign({ of }: { of: Resolved['resolution'] }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles.sign}>
      <path d={SHAPES[of]} />
    </svg>
  )
}
