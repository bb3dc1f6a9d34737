import type { PhotoRow, ScanProgress } from '../api/types'
import { count, span } from '../parts/wording'

/** 'Scanned 312 of 800, about 6 minutes left.' */
export function scanWords(progress: ScanProgress): string {
  const { photos, waiting, failed, seconds_left: left, stopped_seconds: stopped } = progress
  const time = left !== null && stopped === null ? `, about ${span(left)} left` : ''
  const failures = failed > 0 ? ` ${count(failed, 'scan')} failed.` : ''
  return `Scanned ${photos - waiting - failed} of ${photos}${time}.${failures}`
}

export function isBeingScanned(photo: Pick<PhotoRow, 'scan_state'>): boolean {
  return photo.scan_state === 'waiting'
}

/** Whether a list of photos lacks some and won't ask again by itself, or shows some as waiting that no longer do. */
export function isBehind(
  photos: readonly Pick<PhotoRow, 'scan_state'>[],
  progress: Pick<ScanProgress, 'photos' | 'waiting'>,
): boolean {
  const waits = photos.some(isBeingScanned)
  return waits ? progress.waiting === 0 : progress.photos !== photos.length
}
