/** How a channel is kept, as a form holds it: numbers as typed, empty where the school's policy decides. */
import type { Channel, ChannelChange, SchoolPolicy } from '../api/types'

export interface SettingsDraft {
  placers: readonly string[] | null
  releasing: Channel['releasing']
  longestEdge: string
  reviewDays: string
}

export const AS_THE_POLICY_SAYS: SettingsDraft = {
  placers: null,
  releasing: 'as_policy',
  longestEdge: '',
  reviewDays: '',
}

export function draftOf(channel: Channel): SettingsDraft {
  return {
    placers: channel.placers,
    releasing: channel.releasing,
    longestEdge: channel.longest_edge === null ? '' : String(channel.longest_edge),
    reviewDays: channel.review_days === null ? '' : String(channel.review_days),
  }
}

/** As the service takes it. Nobody named is everybody. */
export function asChange({ placers, releasing, longestEdge, reviewDays }: SettingsDraft): ChannelChange {
  return {
    placers: placers && placers.length > 0 ? [...placers] : null,
    releasing,
    longest_edge: longestEdge === '' ? null : Number(longestEdge),
    review_days: reviewDays === '' ? null : Number(reviewDays),
  }
}

/** Whether the school's policy asks for a second person for this use (P6). */
export function takesTwo(policy: SchoolPolicy | undefined, purpose: string): boolean {
  return policy?.two_people_for.includes(purpose) ?? false
}
