/** The look over pictures that are like the one just named: what is taken over into each, and what the person says of it. */
import type { AlikePhoto, Photo } from '../api/types'
import { takenOver } from './alike'
import {
  asChange,
  fromService,
  idOf,
  isOpen,
  namedHere,
  withResolved,
  type People,
  type Resolved,
} from './person'

/** One of the pictures. Nothing is ticked beforehand; a name that changes takes the ticks away. */
export interface Looked {
  photo: Photo
  /** As the service has them. */
  before: People
  people: People
  /** The person saw that the names are right. */
  isRight: boolean
  /** The person counted as many people as are marked (W2). */
  isCounted: boolean
}

/** A picture with what is taken over from the people of another one, named `file`. */
export function looked(model: People, file: string, photo: Photo): Looked {
  const before = photo.people_in_photo.toSorted((a, b) => a.number - b.number).map(fromService)
  const names = takenOver(model, before)
  const people = before.map((person) => {
    const is = names.get(person.key)
    return is ? { ...person, is, asIn: file } : person
  })
  return { photo, before, people, isRight: false, isCounted: false }
}

/** The picture with one of its people corrected. */
export function corrected(one: Looked, key: string, is: Resolved): Looked {
  return { ...one, people: withResolved(one.people, key, is), isRight: false, isCounted: false }
}

export function saidRight(one: Looked, isRight: boolean): Looked {
  return { ...one, isRight, isCounted: isRight && one.isCounted }
}

/** Who counts has looked at the names as well. */
export function saidCounted(one: Looked, isCounted: boolean): Looked {
  return { ...one, isRight: isCounted || one.isRight, isCounted: isCounted && canBeCounted(one) }
}

/** Somebody who is open is for a look on the workbench. */
export function canBeCounted({ people }: Looked): boolean {
  return !people.some(isOpen)
}

/** What can be chosen for a face: everybody named in the first picture or in this one, each once. */
export function choices(model: People, { people, before }: Looked): Resolved[] {
  const named = [...model, ...before, ...people].filter(({ is }) => idOf(is))
  return [...new Map(named.map(({ is }) => [idOf(is), is])).values()]
}

/** Who is named in the first picture and not in this one: not in it, or not found in it. */
export function missing(model: People, { people }: Looked): Resolved[] {
  const here = namedHere(people, null)
  return model.map(({ is }) => is).filter((is) => idOf(is) && !here.has(idOf(is) ?? ''))
}

/** What goes to the service for the picture. */
export function asItem({ photo, people, isCounted }: Looked): AlikePhoto {
  return {
    photo_id: photo.id,
    ...asChange(people, photo.people_version),
    head_count: isCounted ? people.length : null,
  }
}

/** What puts the picture back to what it was, from what it became. */
export function asUndo({ before }: Looked, now: Photo): AlikePhoto {
  return { photo_id: now.id, ...asChange(before, now.people_version), head_count: null }
}
