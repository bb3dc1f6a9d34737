/**
 * The one selection model of every grid: an anchor that ranges start from, a cursor for the keyboard, and the set of
 * chosen ids. Pure: `order` is what the grid shows now.
 */
export interface Selection {
  anchor: string | null
  cursor: string | null
  chosen: ReadonlySet<string>
}

export const NOTHING_CHOSEN: Selection = { anchor: null, cursor: null, chosen: new Set() }

/** Chooses an item or lets go of it: a click on its box, ctrl-click, space. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen)
  if (!chosen.delete(id)) chosen.add(id)
  return { anchor: id, cursor: id, chosen }
}

/** Chooses everything from the anchor to an item as well: shift-click. */
export function extend(selection: Selection, order: readonly string[], id: string): Selection {
  const range = between(order, selection.anchor ?? id, id)
  return { anchor: selection.anchor ?? id, cursor: id, chosen: new Set([...selection.chosen, ...range]) }
}

/** Moves the cursor by so many items; with `extending` (shift) the range from the anchor follows it, both ways. */
export function move(
  selection: Selection,
  order: readonly string[],
  steps: number,
  extending: boolean,
): Selection {
  const to = order[clamp(indexOf(order, selection.cursor) + steps, order.length)]
  if (to === undefined) return selection
  if (!extending) return { ...selection, cursor: to }
  const from = selection.anchor ?? selection.cursor ?? to
  const kept = new Set(selection.chosen)
  for (const id of between(order, from, selection.cursor ?? from)) kept.delete(id)
  return { anchor: from, cursor: to, chosen: new Set([...kept, ...between(order, from, to)]) }
}

export function chooseAll(selection: Selection, order: readonly string[]): Selection {
  return { ...selection, chosen: new Set(order) }
}

export function chooseNone(selection: Selection): Selection {
  return { ...selection, anchor: null, chosen: new Set() }
}

/** Lets go of what the grid no longer shows: nobody acts on what they can't see. */
export function keepShown(selection: Selection, order: readonly string[]): Selection {
  const shown = new Set(order)
  const keep = (id: string | null) => (id !== null && shown.has(id) ? id : null)
  const chosen = [...selection.chosen].filter((id) => shown.has(id))
  const isSame = chosen.length === selection.chosen.size && keep(selection.cursor) === selection.cursor
  if (isSame && keep(selection.anchor) === selection.anchor) return selection
  return { anchor: keep(selection.anchor), cursor: keep(selection.cursor), chosen: new Set(chosen) }
}

function between(order: readonly string[], from: string, to: string): readonly string[] {
  const [one, other] = [order.indexOf(from), order.indexOf(to)]
  if (one === -1 || other === -1) return [to]
  return order.slice(Math.min(one, other), Math.max(one, other) + 1)
}

function indexOf(order: readonly string[], id: string | null): number {
  return id === null ? 0 : Math.max(0, order.indexOf(id))
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1)
}
