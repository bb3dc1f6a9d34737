/** The part of a picture that goes out: drawn, moved and resized, in shares of the picture. All pure. */
import { boxFromDrag, moved, resized, type Box, type Direction, type Point } from './geometry'

export const WHOLE: Box = { x: 0, y: 0, w: 1, h: 1 }

/** What the service takes at least: a tenth of the picture, and 200 pixels of it where it has as many. */
const SMALLEST_SHARE = 0.1
const SMALLEST_PIXELS = 200

/** How far the margin around a face counts as the head, as the service has it. */
const HEAD = { aside: 0.4, above: 0.45, below: 0.2 }

const STEP = 0.01

const STEPS: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

interface Size {
  width: number
  height: number
}

/** The part drawn from one corner to the other; null where it is too small to go out, as a mere click is. */
export function drawn(from: Point, to: Point, size: Size): Box | null {
  const box = boxFromDrag(from, to, [])
  return isEnough(box, size) ? box : null
}

/** One step of an arrow key: moving it, or with `resize` making it wider, narrower, higher, lower around its middle. */
export function stepped(box: Box, direction: Direction, resize: boolean, size: Size): Box {
  const { x, y } = STEPS[direction]
  const after = resize ? resized(box, x * 2 * STEP, -y * 2 * STEP) : moved(box, x * STEP, y * STEP)
  return isEnough(after, size) ? after : box
}

/** Whether so much of the picture may go out. */
export function isEnough({ w, h }: Box, { width, height }: Size): boolean {
  return (
    Math.min(w, h) >= SMALLEST_SHARE &&
    w * width >= Math.min(SMALLEST_PIXELS, width) - 1 &&
    h * height >= Math.min(SMALLEST_PIXELS, height) - 1
  )
}

/** Whether any of the head is in the part that goes out. The service decides; this only says so while one draws. */
export function isSeen(face: Box, crop: Box): boolean {
  const head = {
    x: face.x - HEAD.aside * face.w,
    y: face.y - HEAD.above * face.h,
    right: face.x + (1 + HEAD.aside) * face.w,
    bottom: face.y + (1 + HEAD.below) * face.h,
  }
  return head.x < crop.x + crop.w && crop.x < head.right && head.y < crop.y + crop.h && crop.y < head.bottom
}

/** A part that takes in everything is the whole picture, which is no crop. */
export function asCrop(box: Box): Box | null {
  return box.x <= 0 && box.y <= 0 && box.w >= 1 && box.h >= 1 ? null : box
}
