import type { Activity } from '../api/types'

/** Sport and dance whose pictures take an extra check (P7). */
export const ACTIVITIES: readonly { id: Activity; words: string }[] = [
  { id: 'swimming', words: 'Swimming' },
  { id: 'gymnastics', words: 'Gymnastics' },
  { id: 'athletics', words: 'Athletics' },
  { id: 'bathing', words: 'Bathing or water play' },
  { id: 'dance', words: 'Dance' },
]

export function activityWords(activity: Activity): string {
  return ACTIVITIES.find(({ id }) => id === activity)?.words ?? activity
}
