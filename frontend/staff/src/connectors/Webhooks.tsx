import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type { Webhook } from '../api/types'
import { Badge } from '../parts/Badge'
import { CopyButton } from '../parts/CopyButton'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { Deliveries } from './Deliveries'
import { deliveriesQuery, webhooksQuery } from './queries'
import { webhookState } from './states'

/** Addresses that are told what becomes of placements. A key is shown once, when it is made. */
export function Webhooks() {
  const webhooks = useQuery(webhooksQuery)
  const [key, setKey] = useState<string | null>(null)
  return (
    <section aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <p>
        Any other system can be told when a picture is placed, stops showing or shows again. A message says
        which placement, and nothing else; it is signed (Standard Webhooks), and tried for about three days.
      </p>
      <Loaded query={webhooks}>
        {(all) => (
          <>
            {all.length === 0 && <p>No address is told yet.</p>}
            {all.map((webhook) => (
              <OneWebhook key={webhook.id} webhook={webhook} onKey={setKey} />
            ))}
          </>
        )}
      </Loaded>
      <NewWebhook onKey={setKey} />
      {key && <KeyDialog value={key} onClose={() => setKey(null)} />}
    </section>
  )
}

function OneWebhook({ webhook, onKey }: { webhook: Webhook; onKey: (key: string) => void }) {
  const [isEnding, setEnding] = useState(false)
  return (
    <article className="card stack" aria-label={webhook.name}>
      <div className="row">
        <h3>{webhook.name}</h3>
        <Badge state={webhookState(webhook)} />
      </div>
      <p className="mono">{webhook.address}</p>
      {webhook.problem_text && (
        <p className="notice" data-tone="bad">
          {webhook.problem_text}
        </p>
      )}
      <p className="soft">
        {webhook.waiting === 0 ? 'No message waits' : `${count(webhook.waiting, 'message')} waiting`}
        {webhook.earlier_until && ` · the earlier key signs too until ${instant(webhook.earlier_until)}`}
      </p>
      <div className="row">
        <SendTest webhook={webhook} />
        <NewKey webhook={webhook} onKey={onKey} />
        <button type="button" className="small danger" onClick={() => setEnding(true)}>
          End…
        </button>
      </div>
      <Deliveries webhook={webhook} />
      {isEnding && <EndWebhook webhook={webhook} onClose={() => setEnding(false)} />}
    </article>
  )
}

function SendTest({ webhook }: { webhook: Webhook }) {
  const queries = useQueryClient()
  const toast = useToast()
  const sending = useMutation({
    mutationFn: () =>
      answer(api.POST('/api/webhooks/{webhook_id}/test', { params: { path: { webhook_id: webhook.id } } })),
    onSuccess: () => {
      toast('A test message is on its way.')
      void queries.invalidateQueries({ queryKey: deliveriesQuery(webhook.id).queryKey })
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={sending.isPending} onClick={() => sending.mutate()}>
      Send a test
    </button>
  )
}

function NewKey({ webhook, onKey }: { webhook: Webhook; onKey: (key: string) => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const rotating = useMutation({
    mutationFn: () =>
      answer(api.POST('/api/webhooks/{webhook_id}/rotate', { params: { path: { webhook_id: webhook.id } } })),
    onSuccess: ({ key }) => {
      onKey(key)
      void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
    onError: (thrown) => toast(asProblem(thrown).message),
  })
  return (
    <button type="button" className="small" disabled={rotating.isPending} onClick={() => rotating.mutate()}>
      Make a new key
    </button>
  )
}

function EndWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const ending = useMutation({
    mutationFn: () =>
      answer(api.DELETE('/api/webhooks/{webhook_id}', { params: { path: { webhook_id: webhook.id } } })),
    onSuccess: () => {
      toast(`‘${webhook.name}’ is told nothing more.`)
      onClose()
      void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
  })
  return (
    <Dialog title={`End ‘${webhook.name}’`} onClose={onClose}>
      {ending.isError && <ProblemNotice thrown={ending.error} />}
      <p>
        This address is told nothing more, and its key is forgotten. Make sure that the other system doesn’t
        go on showing pictures by itself.
      </p>
      <button type="button" className="danger" disabled={ending.isPending} onClick={() => ending.mutate()}>
        End this webhook
      </button>
    </Dialog>
  )
}

function NewWebhook({ onKey }: { onKey: (key: string) => void }) {
  const [wanted, setWanted] = useState({ name: '', address: '' })
  const making = useMake((key) => {
    setWanted({ name: '', address: '' })
    onKey(key)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate(wanted)
  }
  return (
    <details className="card">
      <summary>Tell another address</summary>
      <form onSubmit={submit}>
        {making.isError && <ProblemNotice thrown={making.error} />}
        <Field label="Name" hint="Such as ‘Our website’." wrong={fieldProblem(making.error, 'name')}>
          <input
            required
            maxLength={100}
            value={wanted.name}
            onChange={({ target }) => setWanted({ ...wanted, name: target.value })}
          />
        </Field>
        <Field
          label="Address"
          hint="Begins with https://. It has to answer within 20 seconds."
          wrong={fieldProblem(making.error, 'address')}
        >
          <input
            type="url"
            required
            maxLength={2000}
            value={wanted.address}
            onChange={({ target }) => setWanted({ ...wanted, address: target.value })}
          />
        </Field>
        <button type="submit" className="primary" disabled={making.isPending}>
          Make this webhook
        </button>
      </form>
    </details>
  )
}

function useMake(onKey: (key: string) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { name: string; address: string }) => answer(api.POST('/api/webhooks', { body })),
    onSuccess: ({ key }) => {
      onKey(key)
      void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
  })
}

function KeyDialog({ value, onClose }: { value: string; onClose: () => void }) {
  return (
    <Dialog title="The key, shown this once" onClose={onClose}>
      <p>Messages are signed with it. Keep it where the other system finds it; we can’t show it again.</p>
      <p className="row">
        <code className="mono">{value}</code>
        <CopyButton text={value} what="the key" isSeen />
      </p>
    </Dialog>
  )
}
