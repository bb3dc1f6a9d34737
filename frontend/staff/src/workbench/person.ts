/** One person in the picture, as the page has it, and how that goes to the service and comes from it. */
import type { Photo, PersonInPhoto } from '../api/types'
import type { Box } from './geometry'

export interface Named {
  id: string
  name: string
}

/** What somebody decided about one person in the picture. */
export type Resolved =
  | { resolution: 'open' }
  | { resolution: 'child'; child: Named }
  | { resolution: 'adult'; adult: Named }
  | { resolution: 'redacted' }
  | { resolution: 'not_identifiable'; reason: string }
  | { resolution: 'crowd' }

/** `key` stays the same from the moment that somebody appears here; `id` is the service's, null before the first save. */
export interface Person {
  key: string
  id: string | null
  number: number
  box: Box
  /** The detector's; null for somebody whom a person marked. */
  score: number | null
  is: Resolved
  /** The name of the picture that this was taken over from, until somebody says it of this picture itself. */
  asIn?: string | undefined
}

export type People = readonly Person[]

/** What the detector is less sure of than this is shown as a possible face. */
const SURE = 0.5

export function isOpen(person: Person): boolean {
  return person.is.resolution === 'open'
}

export function isMark(person: Person): boolean {
  return person.score === null
}

export function isPossible(person: Person): boolean {
  return person.score !== null && person.score < SURE
}

export function openOnes(people: People): Person[] {
  return people.filter(isOpen)
}

/** By the id of the child or adult: who in the picture is named so, but for the person `key`. */
export function namedHere(people: People, key: string | null): Map<string, Person> {
  return new Map(
    people.flatMap((person) => {
      const who = idOf(person.is)
      return who && person.key !== key ? [[who, person] as const] : []
    }),
  )
}

/** The child's or adult's id. */
export function idOf(is: Resolved): string | null {
  if (is.resolution === 'child') return is.child.id
  return is.resolution === 'adult' ? is.adult.id : null
}

/** The people with one of them resolved anew. Nobody is two people in one picture: whoever was named so is open again. */
export function withResolved(people: People, key: string, is: Resolved): Person[] {
  const who = idOf(is)
  return people.map((person) => {
    if (person.key === key) return { ...person, is, asIn: undefined }
    return who && idOf(person.is) === who
      ? { ...person, is: { resolution: 'open' }, asIn: undefined }
      : person
  })
}

/** The body of the request that saves the list. A detected face keeps its box; a mark brings its own. */
export function asChange(people: People, version: number) {
  return { people_version: version, people: people.map(asResolution) }
}

/** Whether the service's list is this one: how a save is recognised whose answer was lost. */
export function isSameAs(people: People, photo: Photo): boolean {
  const theirs = photo.people_in_photo.map(fromService)
  return (
    theirs.length === people.length &&
    people.every((person) => theirs.some((other) => isSamePerson(person, other)))
  )
}

function asResolution(person: Person) {
  const { is } = person
  return {
    id: person.id,
    box: isMark(person) ? person.box : null,
    resolution: is.resolution,
    child_id: is.resolution === 'child' ? is.child.id : null,
    adult_id: is.resolution === 'adult' ? is.adult.id : null,
    reason: is.resolution === 'not_identifiable' ? is.reason : null,
  }
}

export function fromService(person: PersonInPhoto): Person {
  const { id, number, box, score } = person
  return { key: id, id, number, box, score, is: resolvedBy(person) }
}

/** What doesn't say who it is counts as open. */
function resolvedBy({ resolution, child, adult, reason }: PersonInPhoto): Resolved {
  if (resolution === 'child' && child) return { resolution, child }
  if (resolution === 'adult' && adult) return { resolution, adult }
  if (resolution === 'redacted' || resolution === 'crowd') return { resolution }
  if (resolution === 'not_identifiable') return { resolution, reason: reason ?? '' }
  return { resolution: 'open' }
}

export function isSamePerson(a: Person, b: Person): boolean {
  if (a.id && b.id && a.id !== b.id) return false
  return isSameBox(a.box, b.box) && sameResolution(a.is, b.is)
}

export function isSameBox(a: Box, b: Box): boolean {
  return (['x', 'y', 'w', 'h'] as const).every((side) => Math.abs(a[side] - b[side]) < 0.0005)
}

export function sameResolution(a: Resolved, b: Resolved): boolean {
  return a.resolution === b.resolution && whoOf(a) === whoOf(b)
}

function whoOf(is: Resolved): string {
  if (is.resolution === 'child') return is.child.id
  if (is.resolution === 'adult') return is.adult.id
  return is.resolution === 'not_identifiable' ? is.reason : ''
}
