/** The way through a queue of placements, one at a time. */

/** Which one comes `by` places after the current, held at either end; the first where the current isn't there. */
export function step(ids: readonly string[], current: string | null, by: number): string | null {
  const at = current === null ? -1 : ids.indexOf(current)
  if (at < 0) return ids[0] ?? null
  return ids[Math.min(Math.max(at + by, 0), ids.length - 1)] ?? null
}

/** Which one is next when this one is done: the one after it, else the one before. */
export function afterwards(ids: readonly string[], done: string): string | null {
  const at = ids.indexOf(done)
  return ids[at + 1] ?? ids[at - 1] ?? null
}
