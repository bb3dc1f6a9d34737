import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import { answer, api } from '../api/client'
import type { Channel } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { isSame } from '../schools/policy'
import { policyQuery } from '../schools/queries'
import { asChange, draftOf, type SettingsDraft, takesTwo } from './channelSettings'

const placersQuery = queryOptions({
  queryKey: ['placers'],
  queryFn: () => answer(api.GET('/api/channels/placers')),
})

/** How a channel is kept, for whoever may change that. */
export function ChannelSettings({ channel }: { channel: Channel }) {
  const [draft, setDraft] = useState(() => draftOf(channel))
  const saving = useChange(channel.id)
  const isChanged = !isSame(draft, draftOf(channel))
  useUnsaved(isChanged)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(asChange(draft))
  }
  return (
    <details className="card">
      <summary>How this channel is kept: {said(channel)}</summary>
      <form onSubmit={submit}>
        {saving.error && <ProblemNotice thrown={saving.error} />}
        <SettingsFields purpose={channel.purpose} draft={draft} onChange={setDraft} problem={saving.error} />
        <div className="row">
          <button type="submit" className="primary" disabled={saving.isPending || !isChanged}>
            Save
          </button>
          {isChanged && (
            <button type="button" className="quiet" onClick={() => setDraft(draftOf(channel))}>
              Undo what I changed
            </button>
          )}
        </div>
      </form>
    </details>
  )
}

interface SettingsFieldsProps {
  purpose: string
  draft: SettingsDraft
  onChange(draft: SettingsDraft): void
  problem: unknown
}

/** Who places here, who releases, how large, how often looked at. */
export function SettingsFields({ purpose, draft, onChange, problem }: SettingsFieldsProps) {
  const policy = useQuery(policyQuery).data?.policy
  const set = (change: Partial<SettingsDraft>) => onChange({ ...draft, ...change })
  return (
    <>
      <Placers chosen={draft.placers} onChange={(placers) => set({ placers })} />
      <Field
        label="A second person releases what is put here"
        hint={
          takesTwo(policy, purpose)
            ? 'For this use, your school’s policy asks that somebody who did not upload a picture places or releases it.'
            : 'Your school’s policy does not ask for a second person for this use.'
        }
        wrong={fieldProblem(problem, 'releasing')}
      >
        <select
          value={draft.releasing}
          onChange={({ target }) => set({ releasing: target.value as Channel['releasing'] })}
        >
          <option value="as_policy">as the school’s policy says</option>
          <option value="always">always: neither who uploaded it nor who put it here</option>
        </select>
      </Field>
      <Field
        label="Pictures are looked at again after, in days"
        hint={`Left empty, as the school’s policy says${policy ? `: ${policy.review_days}` : ''}. Never later.`}
        wrong={fieldProblem(problem, 'review_days')}
      >
        <input
          type="number"
          min={1}
          max={3650}
          value={draft.reviewDays}
          onChange={({ target }) => set({ reviewDays: target.value })}
        />
      </Field>
      <Field
        label="Longest edge of a picture, in pixels"
        hint={`Left empty, as the school’s policy says${policy ? `: ${policy.open_web_longest_edge}` : ''}. Never larger.`}
        wrong={fieldProblem(problem, 'longest_edge')}
      >
        <input
          type="number"
          min={200}
          max={10_000}
          value={draft.longestEdge}
          onChange={({ target }) => set({ longestEdge: target.value })}
        />
      </Field>
      <p className="soft">
        Why there is a second person <RuleLink id="P6" />, why a picture is looked at again{' '}
        <RuleLink id="P8" />, and why it is kept small <RuleLink id="P4" />.
      </p>
    </>
  )
}

interface PlacersProps {
  chosen: readonly string[] | null
  onChange(placers: readonly string[] | null): void
}

function Placers({ chosen, onChange }: PlacersProps) {
  const placers = useQuery(placersQuery)
  return (
    <fieldset>
      <legend>Who puts pictures here</legend>
      <label className="choice">
        <input type="radio" name="placers" checked={chosen === null} onChange={() => onChange(null)} />
        <span>Everybody who may place pictures</span>
      </label>
      <label className="choice">
        <input type="radio" name="placers" checked={chosen !== null} onChange={() => onChange([])} />
        <span>Only these people</span>
      </label>
      {chosen !== null && (
        <Loaded query={placers}>
          {(all) => (
            <div className="stack">
              {all.map(({ id, name }) => (
                <label className="choice" key={id}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(id)}
                    onChange={({ target }) =>
                      onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
                    }
                  />
                  <span>{name}</span>
                </label>
              ))}
            </div>
          )}
        </Loaded>
      )}
    </fieldset>
  )
}

/** In a few words, what differs from the school's policy. */
function said({ placers, releasing, review_days, longest_edge }: Channel): string {
  const parts = [
    placers && `${count(placers.length, 'person places', 'people place')}`,
    releasing === 'always' && 'a second person always releases',
    review_days !== null && `looked at every ${count(review_days, 'day')}`,
    longest_edge !== null && `${longest_edge} pixels`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : 'as the school’s policy says'
}

function useChange(channelId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: ReturnType<typeof asChange>) =>
      answer(api.PATCH('/api/channels/{channel_id}', { params: { path: { channel_id: channelId } }, body })),
    onSuccess: () => {
      toast('Saved. It holds from now on.')
      for (const kind of ['channels', 'placements', 'releases', 'reviews'])
        void queries.invalidateQueries({ queryKey: [kind] })
    },
  })
}
