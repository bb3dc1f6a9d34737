/** Which list: of a class or an event, for some uses or for all. */
export interface ListFilter {
  class?: string
  event?: string
  purposes?: string[]
}

/** Reads the address; what it doesn't know it leaves out. */
export function listFilter(search: Record<string, unknown>): ListFilter {
  const purposes = Array.isArray(search.purposes)
    ? search.purposes.filter((each): each is string => typeof each === 'string')
    : []
  return {
    ...(typeof search.class === 'string' && search.class !== '' ? { class: search.class } : {}),
    ...(typeof search.event === 'string' && search.event !== '' ? { event: search.event } : {}),
    ...(purposes.length > 0 ? { purposes } : {}),
  }
}

/** Where the same list lies as a file. */
export function addressOf(kind: 'csv' | 'pdf', filter: ListFilter, hasNames: boolean): string {
  const query = new URLSearchParams()
  if (filter.class) query.set('class_id', filter.class)
  if (filter.event) query.set('event_id', filter.event)
  for (const purpose of filter.purposes ?? []) query.append('purpose', purpose)
  if (hasNames) query.set('first_names', 'true')
  return `/api/lists/who-cannot.${kind}?${query.toString()}`
}
