import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { Problem } from '../api/problem'
import type { ChannelOnWordPress } from '../api/types'

/** So often a page is asked anew that shows how something of another system goes, in milliseconds. */
const WATCHED = 5000

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: () => answer(api.GET('/api/connections')),
  refetchInterval: WATCHED,
})

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: () => answer(api.GET('/api/webhooks')),
  refetchInterval: WATCHED,
})

export const deliveriesQuery = (webhookId: string) =>
  queryOptions({
    queryKey: ['deliveries', webhookId],
    queryFn: () =>
      answer(
        api.GET('/api/webhooks/{webhook_id}/deliveries', { params: { path: { webhook_id: webhookId } } }),
      ),
    refetchInterval: WATCHED,
  })

/** Where a channel's pictures stand in a WordPress; null where it isn't connected. */
export const onWordPressQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['connections', 'page', channelId],
    queryFn: async (): Promise<ChannelOnWordPress | null> => {
      try {
        return await answer(
          api.GET('/api/channels/{channel_id}/page', { params: { path: { channel_id: channelId } } }),
        )
      } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 404) return null
        throw thrown
      }
    },
  })
