/**
 * What everything that works by itself has to hear of the session: it `ended` (the service knows nobody any more), it
 * goes on (`resumed`: the same person signed in again), or it is `forgotten` (somebody else acts from now on, or nobody).
 */
export type SessionNews = 'ended' | 'resumed' | 'forgotten'

type Listener = () => void
const listeners: Record<SessionNews, Set<Listener>> = {
  ended: new Set(),
  resumed: new Set(),
  forgotten: new Set(),
}

/** Calls `listener` at each such news. Gives the way to stop. */
export function onSession(news: SessionNews, listener: Listener): () => void {
  listeners[news].add(listener)
  return () => listeners[news].delete(listener)
}

export function announceSession(news: SessionNews): void {
  for (const listener of listeners[news]) listener()
}
