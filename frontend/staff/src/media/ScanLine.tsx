import type { ScanProgress } from '../api/types'
import { span } from '../parts/wording'
import { scanWords } from './scanProgress'

/** How far the scan is, while it goes on; and in plain words when it doesn't. */
export function ScanLine({ progress }: { progress: ScanProgress }) {
  if (progress.waiting === 0) return null
  return (
    <div className="card">
      <p>{scanWords(progress)}</p>
      <progress
        aria-label="Scan for faces"
        max={progress.photos}
        value={progress.photos - progress.waiting}
      />
      {progress.stopped_seconds !== null && <Stopped seconds={progress.stopped_seconds} />}
    </div>
  )
}

function Stopped({ seconds }: { seconds: number }) {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <strong>The scan has stopped.</strong> Nothing has been scanned for {span(seconds)}: tell whoever runs
        this service. No photo is lost. Those that wait are scanned as soon as it works again.
      </p>
    </div>
  )
}
