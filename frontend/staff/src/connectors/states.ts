import type { Connection, Delivery, Webhook } from '../api/types'
import type { StateWords } from '../parts/Badge'

const PROBLEM: StateWords = { words: 'Needs a look', tone: 'bad', icon: 'warning' }
const ENDING: StateWords = { words: 'Ending', tone: 'warn', icon: 'wait' }
const NEW: StateWords = { words: 'Being filled', tone: 'calm', icon: 'wait' }
const RIGHT: StateWords = { words: 'As it should be', tone: 'good', icon: 'tick' }
const WORKING: StateWords = { words: 'Working', tone: 'good', icon: 'tick' }

export function connectionState(
  connection: Pick<Connection, 'ended_at' | 'filled_at' | 'problem'>,
): StateWords {
  if (connection.problem !== null) return PROBLEM
  if (connection.ended_at !== null) return ENDING
  return connection.filled_at === null ? NEW : RIGHT
}

export function webhookState(webhook: Pick<Webhook, 'problem'>): StateWords {
  return webhook.problem === null ? WORKING : PROBLEM
}

const DELIVERED: Record<Delivery['state'], StateWords> = {
  waiting: { words: 'Waiting', tone: 'calm', icon: 'wait' },
  taken: { words: 'Taken', tone: 'good', icon: 'tick' },
  given_up: { words: 'Given up', tone: 'bad', icon: 'bar' },
}

export function deliveryState({ state, tries }: Pick<Delivery, 'state' | 'tries'>): StateWords {
  const words = DELIVERED[state]
  return state === 'waiting' && tries > 0 ? { ...words, words: 'To be tried again', tone: 'warn' } : words
}

/** What a message tells. */
export const TOLD: Record<Delivery['kind'], string> = {
  'placement.made': 'A picture was placed',
  'placement.released': 'A picture was released',
  'placement.ended': 'A picture stopped showing',
  'placement.shows_again': 'A picture shows again',
  'placement.removed': 'A picture was taken down',
  'webhook.test': 'A test',
}
