/**
 * Who is in the picture, as this page has it: a list, a focus, the steps that can be undone, and what is saved.
 *
 * Everything here is pure. The page shows the state; `saving.ts` carries the list to the service and back.
 * Lists are saved whole: whatever is newest when the line is free goes out next.
 */
import type { PersonInPhoto, Photo } from '../api/types'
import { count } from '../parts/wording'
import { takenOver } from './alike'
import { boxAround, nearest, nudged, type Box, type Direction, type Point } from './geometry'
import {
  fromService,
  idOf,
  isMark,
  isOpen,
  isSameBox,
  isSamePerson,
  namedHere,
  sameResolution,
  withResolved,
  type People,
  type Person,
  type Resolved,
} from './person'
import { shownKey } from './keys'
import { describe, nameOf } from './words'

/** A box that is being placed: for a new mark, or (`key`) for one that is there already. */
export interface Placing {
  key: string | null
  box: Box
}

/**
 * Where the list stands with the service. `unsure`: no answer came, it may or may not have been saved. `changed`:
 * somebody else saved other people meanwhile. `refused`: the service said no. `signed_out`: it knows nobody any more.
 */
export type Saving =
  | { state: 'idle' }
  | { state: 'sending' }
  | { state: 'unsure'; tries: number }
  | { state: 'changed'; photo: Photo }
  | { state: 'refused'; sentence: string }
  | { state: 'signed_out' }

interface Step {
  people: People
  focused: string | null
  /** What was done from here, for 'Undo: face 3 is Amira Khan'. */
  what: string
}

/** Where the keyboard should go next. A new object each time, also to the same place. */
export type Destination = { to: 'face'; key: string } | { to: 'count' }

export interface Workbench {
  photo: Photo
  people: People
  focused: string | null
  goTo: Destination
  placing: Placing | null
  past: readonly Step[]
  future: readonly Step[]
  /** The list as the service has it, as far as we know. */
  saved: People
  saving: Saving
  /** Lists that went out and got no answer: the service may have any of them. */
  unanswered: readonly People[]
  /** The last review that we know of; the photo itself has one only while it counts. */
  lastReview: Photo['review']
  /** What has just happened, in words, for the status line and for screen readers. */
  said: string
}

/** Places to go: `before` and `after` as the list has it, `here` where the focus is already. */
export type Stop = 'first' | 'last' | 'before' | 'after' | 'count' | 'here'

export type Action =
  | { do: 'load'; photo: Photo }
  | { do: 'focus'; key: string }
  | { do: 'move'; direction: Direction }
  | { do: 'go'; to: Stop }
  | { do: 'resolve'; key: string; is: Resolved }
  | { do: 'take_over'; from: Photo }
  | { do: 'crowd_rest'; keys: readonly string[] }
  | { do: 'mark'; box: Box }
  | { do: 'add'; is: Resolved }
  | { do: 'place'; at: Point }
  | { do: 'replace' }
  | { do: 'nudge'; direction: Direction; resize: boolean }
  | { do: 'set'; box?: Box }
  | { do: 'cancel' }
  | { do: 'remove'; key: string }
  | { do: 'undo' }
  | { do: 'redo' }
  | { do: 'sending' }
  | { do: 'saved'; photo: Photo; sent: People }
  | { do: 'unsure'; sent: People }
  | { do: 'changed'; photo: Photo }
  | { do: 'refused'; sentence: string }
  | { do: 'signed_out' }
  | { do: 'reviewed'; photo: Photo }
  | { do: 'cropped'; photo: Photo }

/** The page as it opens on a photo: at the first person who is open, or else at the head count. */
export function opened(photo: Photo): Workbench {
  const people = photo.people_in_photo.toSorted((a, b) => a.number - b.number).map(fromService)
  const start = firstOpen(people, null)
  return {
    photo,
    people,
    focused: (start ?? people[0])?.key ?? null,
    goTo: start ? { to: 'face', key: start.key } : { to: 'count' },
    placing: null,
    past: [],
    future: [],
    saved: people,
    saving: { state: 'idle' },
    unanswered: [],
    lastReview: photo.review,
    said: '',
  }
}

export function step(bench: Workbench, action: Action): Workbench {
  switch (action.do) {
    case 'load':
      return { ...opened(action.photo), said: 'Loaded what is there now.' }
    case 'focus':
      return { ...bench, focused: action.key }
    case 'move':
      return move(bench, action.direction)
    case 'go':
      return go(bench, action.to)
    case 'resolve':
      return resolve(bench, action.key, action.is)
    case 'take_over':
      return takeOver(bench, action.from)
    case 'crowd_rest':
      return crowdRest(bench, action.keys)
    case 'mark':
      return mark(bench, action.box)
    case 'add':
      return add(bench, action.is)
    case 'place':
      return { ...bench, placing: { key: null, box: boxAround(action.at, boxes(bench)) }, said: PLACING }
    case 'replace':
      return replace(bench)
    case 'nudge':
      return bench.placing
        ? { ...bench, placing: nudge(bench.placing, action.direction, action.resize) }
        : bench
    case 'set':
      return bench.placing ? set(bench, { ...bench.placing, ...(action.box && { box: action.box }) }) : bench
    case 'cancel':
      return bench.placing ? { ...refocused(bench), placing: null, said: 'No mark was set.' } : bench
    case 'remove':
      return remove(bench, action.key)
    case 'undo':
      return undo(bench)
    case 'redo':
      return redo(bench)
    default:
      return heard(bench, action)
  }
}

const WHOLE_FRAME: Box = { x: 0, y: 0, w: 1, h: 1 }

const PLACING =
  'A box is on the picture. Arrows move it, Shift and arrows resize it, Enter sets it, Escape cancels.'

type Heard = Extract<
  Action,
  { do: 'sending' | 'saved' | 'unsure' | 'changed' | 'refused' | 'signed_out' | 'reviewed' | 'cropped' }
>

/** What the line to the service reports. */
function heard(bench: Workbench, action: Heard): Workbench {
  switch (action.do) {
    case 'sending':
      return { ...bench, saving: { state: 'sending' } }
    case 'saved':
      return adopt(bench, action.photo, action.sent)
    case 'unsure':
      return unsure(bench, action.sent)
    case 'changed':
      return {
        ...bench,
        saving: { state: 'changed', photo: action.photo },
        said: 'Somebody else changed this picture.',
      }
    case 'refused':
      return { ...bench, saving: { state: 'refused', sentence: action.sentence }, said: action.sentence }
    case 'signed_out':
      return { ...bench, saving: { state: 'signed_out' } }
    case 'cropped':
      return {
        ...bench,
        photo: action.photo,
        said: action.photo.crop ? 'Cropped. Count the people again.' : 'The whole picture goes out again.',
      }
    case 'reviewed':
      return {
        ...bench,
        photo: action.photo,
        said: `Confirmed: ${action.photo.review?.head_count ?? 0} in this picture.`,
      }
  }
}

// Questions that the page asks

export function focusedPerson(bench: Workbench): Person | null {
  return bench.people.find(({ key }) => key === bench.focused) ?? null
}

export function isDirty(bench: Workbench): boolean {
  return !sameList(bench.people, bench.saved)
}

/** Whether the newest list should go out now. One that was refused waits for a change. */
export function wantsSaving(bench: Workbench): boolean {
  return bench.saving.state === 'idle' && isDirty(bench)
}

/** Whether the service surely has what is on the page. */
export function isSaved(bench: Workbench): boolean {
  return bench.saving.state === 'idle' && !isDirty(bench)
}

// Focus

function move(bench: Workbench, direction: Direction): Workbench {
  const from = bench.people.findIndex(({ key }) => key === bench.focused)
  if (from < 0) return go(bench, 'first')
  const next = nearest(boxes(bench), from, direction, aspect(bench.photo))
  return next === null ? bench : faceTo(bench, bench.people[next])
}

function go(bench: Workbench, to: Stop): Workbench {
  if (to === 'count') return { ...bench, goTo: { to: 'count' } }
  if (to === 'here') return refocused(bench)
  const at = bench.people.findIndex(({ key }) => key === bench.focused)
  const place = { first: 0, last: bench.people.length - 1, before: at - 1, after: at + 1 }[to]
  return faceTo(bench, bench.people[place])
}

function faceTo(bench: Workbench, person: Person | undefined): Workbench {
  return person ? { ...bench, focused: person.key, goTo: { to: 'face', key: person.key } } : bench
}

/** The keyboard back to where the focus is, or to the head count where there is nobody. */
function refocused(bench: Workbench): Workbench {
  const person = focusedPerson(bench) ?? bench.people[0]
  return person ? faceTo(bench, person) : go(bench, 'count')
}

/** On to the next person who is open, round the list; to the head count when there is none. */
function onward(bench: Workbench): Workbench {
  const next = firstOpen(bench.people, bench.focused)
  return next ? faceTo(bench, next) : go(bench, 'count')
}

function firstOpen(people: People, after: string | null): Person | undefined {
  const start = people.findIndex(({ key }) => key === after) + 1
  return [...people.slice(start), ...people.slice(0, start)].find(isOpen)
}

// Changes

function resolve(bench: Workbench, key: string, is: Resolved): Workbench {
  const before = bench.people.find((person) => person.key === key)
  if (!before) return bench
  const people = withResolved(bench.people, key, is)
  if (sameResolution(before.is, is)) return onward({ ...bench, people, focused: key })
  const after: Person = { ...before, is }
  const moved = namedHere(bench.people, key).get(idOf(is) ?? '')
  const what = moved ? `${describe(after)}; ${nameOf(moved).toLowerCase()} is open again` : describe(after)
  const done = { ...changed(bench, people, what), focused: key }
  return is.resolution === 'open' ? faceTo(done, after) : onward(done)
}

/** Takes over who stood where in another picture. It can be undone in one step, and the keyboard goes to what is to be looked at. */
function takeOver(bench: Workbench, from: Photo): Workbench {
  const names = takenOver(from.people_in_photo.map(fromService), bench.people)
  const file = from.file_name
  if (names.size === 0) return { ...bench, said: `No open face stands clearly where somebody is in ${file}.` }
  const people = bench.people.map((person) => {
    const is = names.get(person.key)
    return is ? { ...person, is, asIn: file } : person
  })
  const what = `${count(names.size, 'face')} named as in ${file}`
  const done = changed(bench, people, what)
  const first = firstOpen(people, null) ?? people.find(({ key }) => names.has(key))
  return faceTo({ ...done, said: `${what}. Look at each. ${shownKey('undo')} takes them back.` }, first)
}

/** Says of all these that they are one of the crowd: one step, which one undo takes back (E6). */
function crowdRest(bench: Workbench, keys: readonly string[]): Workbench {
  if (keys.length === 0)
    return { ...bench, said: 'Nobody who is open is small enough to be one of the crowd.' }
  const people = bench.people.map((person): Person =>
    keys.includes(person.key) ? { ...person, is: { resolution: 'crowd' } } : person,
  )
  const what = `${count(keys.length, 'person', 'people')} ${keys.length === 1 ? 'is' : 'are'} one of the crowd`
  return onward(changed(bench, people, what))
}

function mark(bench: Workbench, box: Box): Workbench {
  const number = 1 + Math.max(0, ...bench.people.map((person) => person.number))
  const person: Person = {
    key: newKey(bench),
    id: null,
    number,
    box,
    score: null,
    is: { resolution: 'open' },
  }
  return faceTo(
    { ...changed(bench, [...bench.people, person], `Marked ${nameOf(person).toLowerCase()}`), placing: null },
    person,
  )
}

/** Adds somebody who is seen in a video, for the whole of it: one step, which one undo takes back. */
function add(bench: Workbench, is: Resolved): Workbench {
  const marked = mark(bench, WHOLE_FRAME)
  const done = resolve(marked, marked.focused ?? '', is)
  const what = done.past.at(-1)?.what ?? ''
  return { ...done, past: [...bench.past, { people: bench.people, focused: bench.focused, what }] }
}

/** Takes the focused mark up, to be placed elsewhere. */
function replace(bench: Workbench): Workbench {
  const person = focusedPerson(bench)
  if (!person || !isMark(person)) return bench
  return { ...bench, placing: { key: person.key, box: person.box }, said: PLACING }
}

function nudge(placing: Placing, direction: Direction, resize: boolean): Placing {
  return { ...placing, box: nudged(placing.box, direction, resize) }
}

function set(bench: Workbench, { key, box }: Placing): Workbench {
  const person = bench.people.find((each) => each.key === key)
  if (!person) return mark(bench, box)
  const after = { ...person, box }
  const people = bench.people.map((each) => (each.key === key ? after : each))
  return faceTo({ ...changed(bench, people, `Moved ${nameOf(person).toLowerCase()}`), placing: null }, after)
}

function remove(bench: Workbench, key: string): Workbench {
  const at = bench.people.findIndex((person) => person.key === key)
  const person = bench.people[at]
  if (!person || !isMark(person)) return bench
  const people = bench.people.filter((each) => each !== person)
  const neighbour = people[Math.min(at, people.length - 1)]
  return refocused({
    ...changed(bench, people, `Removed ${nameOf(person).toLowerCase()}`),
    focused: neighbour?.key ?? null,
  })
}

function changed(bench: Workbench, people: People, what: string): Workbench {
  const past = [...bench.past, { people: bench.people, focused: bench.focused, what }]
  return { ...bench, people, past, future: [], saving: retried(bench.saving), said: `${what}.` }
}

function undo(bench: Workbench): Workbench {
  const last = bench.past.at(-1)
  if (!last) return { ...bench, said: 'There is nothing to undo.' }
  const future = [...bench.future, { people: bench.people, focused: bench.focused, what: last.what }]
  return wentTo(bench, last, { past: bench.past.slice(0, -1), future, said: `Undone: ${last.what}.` })
}

function redo(bench: Workbench): Workbench {
  const next = bench.future.at(-1)
  if (!next) return { ...bench, said: 'There is nothing to do again.' }
  const past = [...bench.past, { people: bench.people, focused: bench.focused, what: next.what }]
  return wentTo(bench, next, { future: bench.future.slice(0, -1), past, said: `Done again: ${next.what}.` })
}

function wentTo(bench: Workbench, to: Step, rest: Pick<Workbench, 'past' | 'future' | 'said'>): Workbench {
  const went = {
    ...bench,
    people: to.people,
    focused: to.focused,
    saving: retried(bench.saving),
    placing: null,
    ...rest,
  }
  return refocused(went)
}

/** A change is a new reason to try what was refused; it settles nothing else. */
function retried(saving: Saving): Saving {
  return saving.state === 'refused' ? { state: 'idle' } : saving
}

/** Keys are given once for each photo, so that what was undone can't be taken for what is new. */
function newKey(bench: Workbench): string {
  const given = [bench, ...bench.past, ...bench.future].flatMap(({ people }) =>
    people.filter(isMark).map(({ key }) => key),
  )
  let number = 1
  while (given.includes(`mark-${number}`)) number++
  return `mark-${number}`
}

// Saving

/** Takes over ids and numbers that the service gave to what was sent; what was changed since stays as it is here. */
function adopt(bench: Workbench, photo: Photo, sent: People): Workbench {
  const given = partners(sent, photo)
  const relabel = (people: People) => people.map((person) => relabelled(person, given.get(person.key)))
  const steps = (all: readonly Step[]) => all.map((each) => ({ ...each, people: relabel(each.people) }))
  return {
    ...bench,
    photo,
    people: relabel(bench.people),
    past: steps(bench.past),
    future: steps(bench.future),
    saved: relabel(sent),
    saving: { state: 'idle' },
    unanswered: [],
  }
}

function unsure(bench: Workbench, sent: People): Workbench {
  const unanswered = [...bench.unanswered, sent]
  return {
    ...bench,
    saving: { state: 'unsure', tries: unanswered.length },
    unanswered,
    said: 'Not saved yet. Your work is kept here, and saved as soon as the service answers.',
  }
}

/** By key: whom the service's list has for each person sent. A new mark is known by its box. */
function partners(sent: People, photo: Photo): Map<string, PersonInPhoto> {
  const byId = new Map(photo.people_in_photo.map((person) => [person.id, person]))
  const known = new Set(sent.map(({ id }) => id))
  const fresh = photo.people_in_photo.filter(({ id }) => !known.has(id))
  const pairs = new Map<string, PersonInPhoto>()
  for (const person of sent) {
    const partner = person.id ? byId.get(person.id) : takeLike(fresh, person)
    if (partner) pairs.set(person.key, partner)
  }
  return pairs
}

function takeLike(fresh: PersonInPhoto[], person: Person): PersonInPhoto | undefined {
  const at = fresh.findIndex(({ box }) => isSameBox(box, person.box))
  return at < 0 ? undefined : fresh.splice(at, 1)[0]
}

/** A mark that the service no longer has (removed, and brought back by undo) goes out as a new one. */
function relabelled(person: Person, partner: PersonInPhoto | undefined): Person {
  if (partner) return { ...person, id: partner.id, number: partner.number }
  return isMark(person) && person.id ? { ...person, id: null } : person
}

function boxes(bench: Workbench): Box[] {
  return bench.people.map(({ box }) => box)
}

function aspect({ width, height }: Photo): number {
  return width && height ? width / height : 1
}

function sameList(a: People, b: People): boolean {
  return (
    a.length === b.length && a.every((person, at) => b[at]?.key === person.key && isSamePerson(person, b[at]))
  )
}
