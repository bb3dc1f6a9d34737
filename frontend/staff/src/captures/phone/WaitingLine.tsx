import { useEffect, useState } from 'react'
import type { Phone } from './phone'
import { waitingWords } from './waitingWords'

const MINUTE_MS = 60_000

/** How many logs wait on the phone, and for how long. */
export function WaitingLine({ phone: { waiting } }: { phone: Phone }) {
  const now = useMinutes()
  return (
    <div role="status">
      {waiting.length > 0 && (
        <p className="notice" data-tone="warn">
          {waitingWords(waiting, now)}
        </p>
      )}
    </div>
  )
}

function useMinutes(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), MINUTE_MS)
    return () => clearInterval(ticking)
  }, [])
  return now
}
