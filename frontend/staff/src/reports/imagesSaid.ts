import type { NewReport } from '../api/types'

type Images = NewReport['images']

/** What counts of the question of M2: a no after a yes or a doubt stays a doubt, so that it opens no way for a picture. */
export function imagesSaid(answer: Images, before: Images | null): Images {
  return answer === 'no' && before !== null && before !== 'no' ? 'unsure' : answer
}
