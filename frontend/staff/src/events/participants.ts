/** Who takes part, and in which group. */
import type { SchoolEvent } from '../api/types'

type Participant = SchoolEvent['participants'][number]

/** The list to save: how it is now, with what was ticked and unticked here since it was opened. A colleague's change stays. */
export function participantsAfter(
  now: readonly string[],
  opened: readonly string[],
  chosen: ReadonlySet<string>,
): string[] {
  const gone = new Set(opened.filter((id) => !chosen.has(id)))
  const added = [...chosen].filter((id) => !opened.includes(id))
  return [...new Set([...now.filter((id) => !gone.has(id)), ...added])]
}

/** Those who take part by class, in the order of their names. */
export function byClass(participants: readonly Participant[]): [string, Participant[]][] {
  const classes = Map.groupBy(participants, (child) => child.class_name ?? 'No class')
  return [...classes].toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
}

/** What was written of groups and isn't saved yet: only what differs. */
export function changedGroups(
  participants: readonly Participant[],
  written: ReadonlyMap<string, string>,
): { child_id: string; group_name: string }[] {
  return participants.flatMap(({ id, group_name }) => {
    const now = written.get(id)?.trim()
    return now === undefined || now === group_name ? [] : [{ child_id: id, group_name: now }]
  })
}
