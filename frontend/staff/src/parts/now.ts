import { useEffect, useState } from 'react'

const MINUTE_MS = 60_000

/** The time, to the minute: what shows how long is left goes on by itself. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), MINUTE_MS)
    return () => clearInterval(ticking)
  }, [])
  return now
}
