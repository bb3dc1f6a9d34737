import type { DeletedItem } from '../api/types'
import { count } from '../parts/wording'

/** What became of the pictures that somebody wanted to delete, in a sentence or two. */
export function told(items: readonly DeletedItem[]): string {
  const refused = items.filter(({ outcome }) => outcome === 'not_allowed').length
  const gone = items.length - refused
  const why = `${count(refused, 'picture')} not deleted: somebody else uploaded or reviewed it. Ask a publisher.`
  return [gone > 0 && `${count(gone, 'picture')} deleted.`, refused > 0 && why].filter(Boolean).join(' ')
}
