/** What newer browsers have of their own: a steward's phone may be some years old, and this page has to work there. */

/** A signal that gives up after so long (AbortSignal.timeout). */
export function within(ms: number): AbortSignal {
  const patience = new AbortController()
  setTimeout(() => patience.abort(), ms)
  return patience.signal
}

/** In order (Array.toSorted). */
export function sorted<Item>(items: readonly Item[], order: (one: Item, other: Item) => number): Item[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- it is a copy
  return [...items].sort(order)
}
