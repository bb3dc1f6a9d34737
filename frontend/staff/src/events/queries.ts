import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'

export const eventsQuery = queryOptions({
  queryKey: ['events'],
  queryFn: () => answer(api.GET('/api/events')),
})

/** What there is to do in each event. */
export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: () => answer(api.GET('/api/photos/counts')),
})

export const eventQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}', { params: { path: { event_id: eventId } } })),
  })
