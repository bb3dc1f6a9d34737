import type { Theme } from '../api/types'

/** What a lesson is about, in words. */
export const THEMES: Record<Theme, string> = {
  asking_for_consent: 'Asking for consent',
  taking_pictures: 'Taking pictures',
  choosing_pictures: 'Choosing pictures',
  names_beside_pictures: 'Names beside pictures',
  websites: 'Websites',
  social_media: 'Social media',
  messages_and_sharing: 'Messages and sharing',
  faked_images: 'Faked images',
  devices: 'Devices',
  visitors_and_press: 'Visitors and press',
  other: 'Other',
}
