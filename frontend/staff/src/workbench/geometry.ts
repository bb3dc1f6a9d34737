/** Boxes on a picture, and how to get from one to the next. All lengths are shares (0 to 1) of the upright picture. */

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export interface Point {
  x: number
  y: number
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The smallest side of a box that somebody marks. */
export const SMALLEST = 0.015

/** A face is higher than wide, and rarely fills a picture: what a mark starts with when no other face tells. */
const USUAL = { w: 0.08, h: 0.1 }

/** How much a step to the side counts against a step straight on, when looking for the next face. */
const SIDEWAYS = 2.5

/** Added for a face that lies more to the side than ahead: it is next only where no other one is. */
const ASKEW = 100

const STEPS: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

export function centre(box: Box): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 }
}

/**
 * The index of the box that a person would call the next one in `direction`, or null where there is none.
 *
 * `aspect` is the picture's width by its height: a share of the width isn't as long as a share of the height.
 */
export function nearest(
  boxes: readonly Box[],
  from: number,
  direction: Direction,
  aspect: number,
): number | null {
  const start = boxes[from]
  if (!start) return null
  let best: number | null = null
  let least = Infinity
  for (const [index, box] of boxes.entries()) {
    const cost = index === from ? Infinity : stepCost(centre(start), centre(box), direction, aspect)
    if (cost < least) [best, least] = [index, cost]
  }
  return best
}

function stepCost(from: Point, to: Point, direction: Direction, aspect: number): number {
  const step = STEPS[direction]
  const dx = (to.x - from.x) * aspect
  const dy = to.y - from.y
  const ahead = dx * step.x + dy * step.y
  const aside = Math.abs(dx * step.y) + Math.abs(dy * step.x)
  if (ahead <= 0) return Infinity
  return ahead + SIDEWAYS * aside + (aside > ahead ? ASKEW : 0)
}

/** The box moved by shares of the picture, kept inside it. */
export function moved(box: Box, dx: number, dy: number): Box {
  return { ...box, x: clamp(box.x + dx, 0, 1 - box.w), y: clamp(box.y + dy, 0, 1 - box.h) }
}

/** The box grown (or shrunk) around its centre by shares of the picture, kept inside it and not too small to see. */
export function resized(box: Box, dw: number, dh: number): Box {
  const w = clamp(box.w + dw, SMALLEST, 1)
  const h = clamp(box.h + dh, SMALLEST, 1)
  return moved({ x: box.x - (w - box.w) / 2, y: box.y - (h - box.h) / 2, w, h }, 0, 0)
}

/** One step of an arrow key on a mark: moving it, or with `resize` making it wider, narrower, higher, lower. */
export function nudged(box: Box, direction: Direction, resize: boolean): Box {
  const { x, y } = STEPS[direction]
  return resize ? resized(box, x * 0.01, -y * 0.01) : moved(box, x * 0.01, y * 0.01)
}

/** A new mark's box around `at`: as big as the middle one of the faces that are there already. */
export function boxAround(at: Point, others: readonly Box[]): Box {
  const w = median(others.map((box) => box.w)) ?? USUAL.w
  const h = median(others.map((box) => box.h)) ?? USUAL.h
  return moved({ x: at.x - w / 2, y: at.y - h / 2, w, h }, 0, 0)
}

/** The box drawn from one corner to the other; a mere click gives a box of the usual size around it. */
export function boxFromDrag(from: Point, to: Point, others: readonly Box[]): Box {
  const a = { x: clamp(from.x, 0, 1), y: clamp(from.y, 0, 1) }
  const b = { x: clamp(to.x, 0, 1), y: clamp(to.y, 0, 1) }
  const drawn = {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    w: Math.abs(a.x - b.x),
    h: Math.abs(a.y - b.y),
  }
  return drawn.w < SMALLEST || drawn.h < SMALLEST ? boxAround(a, others) : drawn
}

/** Where a pointer is on the picture that stands at `frame` on the screen. */
export function pointOn(
  frame: { left: number; top: number; width: number; height: number },
  x: number,
  y: number,
): Point {
  return { x: (x - frame.left) / frame.width, y: (y - frame.top) / frame.height }
}

function median(lengths: readonly number[]): number | undefined {
  return lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)]
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high))
}
