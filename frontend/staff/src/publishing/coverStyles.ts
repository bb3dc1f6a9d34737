/** How a redacted person is covered. */
import type { CoverStyle } from '../api/types'

export const COVER_STYLES: readonly { id: CoverStyle; words: string }[] = [
  { id: 'fill', words: 'a soft fill' },
  { id: 'pixels', words: 'large pixels' },
  { id: 'shape', words: 'a drawn figure' },
]
