/** Who stands where somebody stood in another picture: told by the place alone, and only where it is clear. */
import { centre, type Box } from './geometry'
import { idOf, isOpen, namedHere, type People, type Person, type Resolved } from './person'

/** How far a face may have moved, in its own widths and heights. */
const FARTHEST = 1.5

/** How much farther off the next one must be, in the same measure, so that it is clear who is meant. */
const CLEARLY = 0.5

/** How many times as high as the other a face may be and still be the same. */
const GROWN = 2

/** Two faces of one row stand at least so far apart, in widths. */
const APART = 0.5

/** The people of a row differ in height by at most so many faces. */
const ROW = 1

/**
 * By key: what the open people of `to` are where those of `from` stood.
 *
 * As many in both, each in one row: from left to right. Else each with the one who is clearly the nearest, both ways.
 * Nobody is taken over who is open there, or named here already.
 */
export function takenOver(from: People, to: People): Map<string, Resolved> {
  const pairs = isRow(from) && isRow(to) && from.length === to.length ? inOrder(from, to) : nearest(from, to)
  const here = namedHere(to, null)
  return new Map(
    pairs
      .filter(([one, other]) => isOpen(other) && !isOpen(one) && !here.has(idOf(one.is) ?? ''))
      .map(([one, other]) => [other.key, one.is]),
  )
}

type Pair = readonly [Person, Person]

function inOrder(from: People, to: People): Pair[] {
  const others = leftToRight(to)
  return leftToRight(from).flatMap((person, place) => {
    const other = others[place]
    return other ? [[person, other] as const] : []
  })
}

function nearest(from: People, to: People): Pair[] {
  return to.flatMap((other) => {
    const person = clearlyNearest(other, from)
    return person && clearlyNearest(person, to) === other ? [[person, other] as const] : []
  })
}

function clearlyNearest(person: Person, among: People): Person | null {
  const [first, second] = among
    .map((other) => ({ other, off: distance(person.box, other.box) }))
    .toSorted((a, b) => a.off - b.off)
  if (!first || first.off > FARTHEST) return null
  return !second || second.off - first.off >= CLEARLY ? first.other : null
}

/** Between the middles, in faces; endless where one is much higher than the other. */
function distance(a: Box, b: Box): number {
  if (Math.max(a.h, b.h) > GROWN * Math.min(a.h, b.h)) return Infinity
  const [from, to] = [centre(a), centre(b)]
  return Math.hypot((2 * (to.x - from.x)) / (a.w + b.w), (2 * (to.y - from.y)) / (a.h + b.h))
}

function isRow(people: People): boolean {
  const row = leftToRight(people)
  const heights = row.map(({ box }) => centre(box).y)
  const isLevel =
    Math.max(...heights) - Math.min(...heights) <= ROW * Math.max(...row.map(({ box }) => box.h))
  return isLevel && row.slice(1).every((person, place) => isApart(row[place], person))
}

function isApart(left: Person | undefined, right: Person): boolean {
  if (!left) return true
  return centre(right.box).x - centre(left.box).x >= (APART * (left.box.w + right.box.w)) / 2
}

function leftToRight(people: People): Person[] {
  return people.toSorted((a, b) => centre(a.box).x - centre(b.box).x)
}
