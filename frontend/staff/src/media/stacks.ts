/** Photos that are alike, as the grid shows them: in a stack of which one is seen, until somebody unfolds it. */
import type { PhotoRow } from '../api/types'

export interface Tile {
  photo: PhotoRow
  /** On the first photo of a stack: its key, how many are in it, and whether all of them are seen. */
  stack: { key: string; size: number; isUnfolded: boolean } | null
  /** In a stack, behind its first photo. */
  isWithin: boolean
  /** Whether the grid shows it. */
  isSeen: boolean
}

/** The photos in their order, but those that are alike beside the first of them. Each is a tile, with its stack. */
export function stacked(
  photos: readonly PhotoRow[],
  groups: readonly (readonly string[])[],
  unfolded: ReadonlySet<string>,
): Tile[] {
  const stacks = stacksOf(photos, groups)
  return photos.flatMap((photo) => {
    const stack = stacks.get(photo.id)
    if (!stack) return [{ photo, stack: null, isWithin: false, isSeen: true }]
    return stack.members[0] === photo ? tilesOf(stack, unfolded.has(stack.key)) : []
  })
}

interface Stack {
  key: string
  members: PhotoRow[]
}

function tilesOf({ key, members }: Stack, isUnfolded: boolean): Tile[] {
  return members.map((photo, place) => ({
    photo,
    stack: place === 0 ? { key, size: members.length, isUnfolded } : null,
    isWithin: place > 0,
    isSeen: place === 0 || isUnfolded,
  }))
}

/** By photo: the stack that it stands in. One photo alone is none. */
function stacksOf(photos: readonly PhotoRow[], groups: readonly (readonly string[])[]): Map<string, Stack> {
  const byId = new Map(photos.map((photo) => [photo.id, photo]))
  const stacks = groups
    .map((ids) => ({ key: ids[0] ?? '', members: ids.flatMap((id) => byId.get(id) ?? []) }))
    .filter(({ members }) => members.length > 1)
  return new Map(stacks.flatMap((stack) => stack.members.map(({ id }) => [id, stack] as const)))
}
