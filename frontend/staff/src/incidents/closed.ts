/** Which records a list shows, as its address says: the way back leads to the same list. */
export function closedFilter(search: Record<string, unknown>): { closed?: true } {
  return search.closed === true || search.closed === 'true' ? { closed: true } : {}
}
