/** What is printed for the day of an event (E5). */
import type { StickerSheet } from '../api/types'

export const SHEETS: Record<StickerSheet, string> = {
  avery_l7160: 'Avery L7160: 21 labels a sheet',
  avery_l7163: 'Avery L7163: 14 labels a sheet',
  avery_l7651: 'Avery L7651: 65 small labels a sheet',
  wristbands: 'Wristbands: strips to cut from plain A4',
}

export function stickersAddress(eventId: string, sheet: StickerSheet, hasNames: boolean): string {
  return `/api/events/${eventId}/stickers.pdf?sheet=${sheet}${hasNames ? '&first_names=true' : ''}`
}

export function briefAddress(eventId: string, hasNames: boolean): string {
  return `/api/events/${eventId}/brief.pdf${hasNames ? '?first_names=true' : ''}`
}
