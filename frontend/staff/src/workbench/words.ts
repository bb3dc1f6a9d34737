/** All words and signs of the workbench's states, in one place. */
import type { Outcome } from '../api/types'
import type { StateWords } from '../parts/Badge'
import { count } from '../parts/wording'
import { isMark, isPossible, openOnes, type People, type Person, type Resolved } from './person'

export const STATES: Record<Resolved['resolution'], string> = {
  open: 'Not named yet',
  child: 'Child',
  adult: 'Adult',
  redacted: 'Will be covered',
  not_identifiable: 'Not identifiable',
  crowd: 'One of the crowd',
}

export const OUTCOMES: Record<Outcome, StateWords> = {
  cleared: { words: 'Cleared', tone: 'good', icon: 'tick' },
  blocked: { words: 'Blocked', tone: 'bad', icon: 'bar' },
  needs_person: { words: 'Needs a person', tone: 'warn', icon: 'question' },
}

/** Why somebody can't be told, offered with one key each. Any other words do too. */
export const REASONS = ['Back to the camera', 'Too far away', 'Blurred', 'Not a person (a poster, a toy)']

/** 'Face 3', or for somebody whom a person marked, 'Person 3'. */
export function nameOf(person: Person): string {
  return `${isMark(person) ? 'Person' : 'Face'} ${person.number}`
}

/** Who or what it is, in a few words: 'Amira Khan', 'Not named yet', 'Not identifiable: Blurred'. */
export function saysWho(is: Resolved): string {
  if (is.resolution === 'child') return is.child.name
  if (is.resolution === 'adult') return `${is.adult.name} (adult)`
  if (is.resolution === 'not_identifiable') return `${STATES.not_identifiable}: ${is.reason}`
  return STATES[is.resolution]
}

/** What was decided, as a sentence without its full stop: 'Face 3 is Amira Khan'. */
export function describe(person: Person): string {
  const name = nameOf(person)
  const { is } = person
  if (is.resolution === 'child' || is.resolution === 'adult') return `${name} is ${saysWho(is)}`
  if (is.resolution === 'redacted') return `${name} will be covered`
  if (is.resolution === 'open') return `${name} is open again`
  if (is.resolution === 'crowd') return `${name} is one of the crowd`
  return `${name} is not identifiable: ${is.reason}`
}

/** What a screen reader hears on a box: 'Face 3 of 7: Amira Khan'. */
export function label(person: Person, people: People): string {
  const place = people.indexOf(person) + 1
  const possible = isPossible(person) ? 'Possible ' : ''
  const name = possible ? nameOf(person).toLowerCase() : nameOf(person)
  const where = place === person.number ? ` of ${people.length}` : ` (${place} of ${people.length})`
  return `${possible}${name}${where}: ${saysWho(person.is)}`
}

/** What stands under a box on the picture: a first name, or nothing. */
export function firstNameOf(is: Resolved): string {
  if (is.resolution === 'child') return is.child.name.split(' ')[0] ?? ''
  return is.resolution === 'adult' ? is.adult.name : ''
}

/** What a photo opens with: '7 people, 2 not named yet.' */
export function summary({ photo, people }: { photo: { file_name: string }; people: People }): string {
  const open = openOnes(people).length
  const rest = people.length === 0 ? '' : open ? `, ${open} not named yet` : ', everybody accounted for'
  return `${photo.file_name}: ${count(people.length, 'person', 'people')}${rest}.`
}
