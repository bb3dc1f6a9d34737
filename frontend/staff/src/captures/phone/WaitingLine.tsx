import { useEffect, useState } from 'react'
import type { Phone } from './phone'
import { waitingWords } from './waitingWords'

const MINUTE_MS = 60_000

/** How many logs wait on the phone, for how long, and what the service refused. */
export function WaitingLine({ phone: { waiting, refused } }: { phone: Phone }) {
  const now = useMinutes()
  const said = waiting.map(({ id }) => refused[id]).filter((each) => each !== undefined)
  return (
    <div role="status">
      {waiting.length > 0 && (
        <p className="notice" data-tone="warn">
          {waitingWords(waiting, now)}
        </p>
      )}
      {said.length > 0 && (
        <div className="notice" data-tone="bad">
          <p>
            The school’s service did not take {said.length} of them. They stay here: tell a safeguarding lead.
          </p>
          <ul>
            {[...new Set(said)].map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </div>
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
