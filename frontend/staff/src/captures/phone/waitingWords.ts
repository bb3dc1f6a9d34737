import { count, span } from '../../parts/wording'
import type { Waiting } from './store'

/** '2 logs wait on this phone, the first for 12 minutes. …' */
export function waitingWords(waiting: readonly Waiting[], now: Date): string {
  const [first] = waiting
  if (!first) return ''
  const seconds = Math.max(0, (now.getTime() - new Date(first.since).getTime()) / 1000)
  const wait = waiting.length === 1 ? 'log waits' : 'logs wait'
  const since = waiting.length === 1 ? 'for' : 'the first for'
  const sent = waiting.length === 1 ? 'It is sent' : 'They are sent'
  return `${count(waiting.length, wait, wait)} on this phone, ${since} ${span(seconds)}. ${sent} when there is a signal.`
}
