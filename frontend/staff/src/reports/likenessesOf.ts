import { Problem } from '../api/problem'
import { likenesses } from './pdq'
import { pixelsOf } from './pixels'

const NOT_READABLE = new Problem({
  status: 415,
  title: 'This browser can’t open that file',
  detail: 'Save the picture as a JPEG or a PNG, and choose that.',
})
const TOO_PLAIN = new Problem({
  status: 422,
  title: 'This picture can’t be told from others',
  detail: 'It is too small, or too plain. Choose a larger copy if there is one.',
})

/** What a picture looks like, as it is, mirrored and turned; worked out in this browser (M8). Throws a Problem where that can't be told. */
export async function likenessesOf(file: Blob): Promise<string[]> {
  const pixels = await pixelsOf(file).catch(() => {
    throw NOT_READABLE
  })
  const found = likenesses(pixels)
  if (found.length === 0) throw TOO_PLAIN
  return found
}
