/** The way through an event's photos: what is next, and what is still to do. */

export interface Neighbours {
  previous: string | null
  next: string | null
  /** 1 for the first; null where the photo isn't in the order. */
  place: number | null
}

/** The photos before and after in the order of the grid. */
export function neighbours(order: readonly string[], current: string): Neighbours {
  const at = order.indexOf(current)
  if (at < 0) return { previous: null, next: order[0] ?? null, place: null }
  return { previous: order[at - 1] ?? null, next: order[at + 1] ?? null, place: at + 1 }
}

/** The next photo after `current`, round the order, that somebody still has to do something about; null when all is done. */
export function nextToDo(
  order: readonly string[],
  current: string,
  toDo: ReadonlySet<string>,
): string | null {
  const start = order.indexOf(current) + 1
  const round = [...order.slice(start), ...order.slice(0, start)]
  return round.find((id) => id !== current && toDo.has(id)) ?? null
}
