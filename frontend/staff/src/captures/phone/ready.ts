import { useEffect, useState } from 'react'

/** Whether the service worker has what the page is made of. */
export function useOpensWithoutSignal(): boolean {
  const [opens, setOpens] = useState(false)
  useEffect(() => {
    void navigator.serviceWorker?.ready.then(() => setOpens(true))
  }, [])
  return opens
}
