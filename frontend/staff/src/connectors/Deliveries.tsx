import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { Delivery, Webhook } from '../api/types'
import { Badge } from '../parts/Badge'
import { Loaded } from '../parts/Loaded'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { deliveriesQuery, webhooksQuery } from './queries'
import { deliveryState, TOLD } from './states'

/** The latest messages of a webhook, asked for once somebody wants to see them. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Messages</summary>
      {isOpen && <DeliveryList webhook={webhook} />}
    </details>
  )
}

function DeliveryList({ webhook }: { webhook: Webhook }) {
  const deliveries = useQuery(deliveriesQuery(webhook.id))
  return (
    <Loaded query={deliveries}>
      {(all) =>
        all.length === 0 ? (
          <p>None yet. Send a test to see whether it arrives.</p>
        ) : (
          <ul className="plain stack">
            {all.map((delivery) => (
              <OneDelivery key={delivery.id} webhook={webhook} delivery={delivery} />
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function OneDelivery({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  return (
    <li>
      <div className="row">
        <Badge state={deliveryState(delivery)} />
        <span>{TOLD[delivery.kind]}</span>
        {delivery.state !== 'taken' && delivery.tries > 0 && (
          <SendAgain webhook={webhook} delivery={delivery} />
        )}
      </div>
      <p className="soft">
        {instant(delivery.made_at)}
        {delivery.tries > 0 && ` · ${count(delivery.tries, 'try', 'tries')}`}
        {delivery.failure_text && ` · ${delivery.failure_text}`}
        {delivery.tries > 0 && delivery.next_try_at && ` Next try: ${instant(delivery.next_try_at)}.`}
      </p>
    </li>
  )
}

function SendAgain({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  const queries = useQueryClient()
  const toast = useToast()
  const sending = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/webhooks/{webhook_id}/deliveries/{delivery_id}/again', {
          params: { path: { webhook_id: webhook.id, delivery_id: delivery.id } },
        }),
      ),
    onSuccess: () => {
      toast('It is sent again.')
      void queries.invalidateQueries({ queryKey: deliveriesQuery(webhook.id).queryKey })
      void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={sending.isPending} onClick={() => sending.mutate()}>
      Send again<span className="hidden">: {TOLD[delivery.kind]}</span>
    </button>
  )
}
