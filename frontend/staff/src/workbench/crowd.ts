/** Whom the event's notices cover without a name: a small face of many, who is nobody's focus (E6). */
import type { Clearance, CrowdLook, Photo, PurposeId } from '../api/types'
import { isOpen, type People } from './person'

/** The keys of all who are open and no higher than this share of what goes out. */
export function smallOnes(people: People, crop: Photo['crop'], share: number): string[] {
  const most = share * (crop?.h ?? 1)
  return people.filter((person) => isOpen(person) && person.box.h <= most).map(({ key }) => key)
}

/** The code of the reason that somebody's look can lift. */
export const ASKED = 'crowd_check'

/** The uses that wait for nothing but somebody's look, or for it among other things. */
export function usesToCheck({ purposes }: Clearance): PurposeId[] {
  return purposes
    .filter(({ reasons }) => reasons.some(({ code }) => code === ASKED))
    .map(({ purpose }) => purpose as PurposeId)
}

/** Everybody to look for, each once: by group, then by name. */
export function everybody(looks: readonly CrowdLook[]): CrowdLook['look_for'] {
  const byId = new Map(looks.flatMap(({ look_for }) => look_for).map((child) => [child.id, child]))
  return [...byId.values()].toSorted(
    (one, other) => compare(one.group_name, other.group_name) || compare(one.name, other.name),
  )
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
