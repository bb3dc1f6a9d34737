import type { Channel, NewPack, Pack, Placement } from '../api/types'

const USUAL_DAYS = 30

/** Whether pictures of a channel may leave it as files: what stays behind a sign-in or in the building doesn't. */
export function canBeHandedOver(channel: Channel): boolean {
  return channel.door === 'public' || channel.door === 'none'
}

/** What is typed and ticked for a new pack. `chosen`: placements; null: all of them. */
export interface PackDraft {
  name: string
  recipient: string
  chosen: readonly string[] | null
  watermark: string
  expiresOn: string
}

/** Nothing said yet, and an end in a month. */
export function emptyDraft(today: Date): PackDraft {
  const until = new Date(today.getTime() + USUAL_DAYS * 86_400_000)
  return { name: '', recipient: '', chosen: null, watermark: '', expiresOn: until.toISOString().slice(0, 10) }
}

/** The draft as the service takes it; the pictures in the order in which they stand on the page. */
export function asNewPack(channelId: string, draft: PackDraft, inPlace: readonly Placement[]): NewPack {
  const { chosen } = draft
  return {
    channel_id: channelId,
    name: draft.name,
    recipient: draft.recipient,
    placement_ids: chosen && inPlace.map(({ id }) => id).filter((id) => chosen.includes(id)),
    watermark: draft.watermark,
    expires_on: draft.expiresOn || null,
  }
}

/** How a pack stands, in a few words: until when it can be fetched, and how often it was. */
export function saidOf(pack: Pack, day: (date: string) => string): string {
  const fetched =
    pack.fetches === 0
      ? 'not fetched yet'
      : `fetched ${pack.fetches === 1 ? 'once' : `${pack.fetches} times`}`
  if (!pack.is_open) return `closed, ${fetched}`
  return `${pack.expires_on ? `until ${day(pack.expires_on)}` : 'until you close it'}, ${fetched}`
}
