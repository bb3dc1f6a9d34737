import type { Pixels } from './pdq'

/** Pixels along the longer edge: more say nothing more about a picture's likeness. */
const LONGEST_EDGE = 1600

/** What a picture shows, read in this browser alone. Throws for a file that it can't show. */
export async function pixelsOf(file: Blob): Promise<Pixels> {
  const picture = await createImageBitmap(file)
  const share = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * share))
  const height = Math.max(1, Math.round(picture.height * share))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser has no canvas.')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  picture.close()
  return context.getImageData(0, 0, width, height)
}
