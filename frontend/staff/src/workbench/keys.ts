/** Which key does what. Letters are never keys of their own: they begin a name. */
import type { Direction } from './geometry'

/** What a key, or the button that shows it, asks for. */
export type Verb =
  | 'child'
  | 'adult'
  | 'redact'
  | 'not_identifiable'
  | 'crowd'
  | 'crowd_rest'
  | 'reopen'
  | 'same_people'
  | 'alike'
  | 'mark'
  | 'move_mark'
  | 'remove'
  | 'delete'
  | 'undo'
  | 'redo'
  | 'count'
  | 'first'
  | 'last'
  | 'next'
  | 'previous'
  | 'help'

export type Command =
  | { run: Verb }
  | { run: 'arrow'; direction: Direction; resize: boolean }
  | { run: 'name'; letter: string }
  | { run: 'set' }
  | { run: 'cancel' }

interface Key {
  verb: Verb
  /** As `KeyboardEvent.key` gives it. */
  keys: readonly string[]
  /** As the button and the list of keys show it. */
  shown: string
  does: string
  /** Held with Ctrl (or Cmd). */
  ctrl?: true
  shift?: true
  /** Works while the head count is typed as well. */
  inField?: true
}

export const KEYS: readonly Key[] = [
  { verb: 'child', keys: ['1'], shown: '1', does: 'Name a child (or just type the name)' },
  { verb: 'adult', keys: ['2'], shown: '2', does: 'Name an adult' },
  { verb: 'redact', keys: ['3'], shown: '3', does: 'Redact: cover the face in every copy' },
  { verb: 'not_identifiable', keys: ['4'], shown: '4', does: 'Not identifiable: say why' },
  { verb: 'crowd', keys: ['8'], shown: '8', does: 'One of the crowd, at a large event' },
  { verb: 'crowd_rest', keys: ['9'], shown: '9', does: 'All who are open and small: the crowd' },
  { verb: 'reopen', keys: ['0'], shown: '0', does: 'Clear: open the face again' },
  { verb: 'same_people', keys: ['6'], shown: '6', does: 'Name the same people as in the last picture' },
  { verb: 'alike', keys: ['7'], shown: '7', does: 'Apply to the other pictures like this one' },
  { verb: 'mark', keys: ['+', '='], shown: '+', does: 'Mark somebody whom the search missed', inField: true },
  { verb: 'move_mark', keys: ['5'], shown: '5', does: 'Move a mark' },
  { verb: 'remove', keys: ['Delete'], shown: 'Del', does: 'Remove a mark' },
  {
    verb: 'delete',
    keys: ['Delete'],
    shown: 'Ctrl Del',
    does: 'Delete the picture, after asking',
    ctrl: true,
  },
  {
    verb: 'redo',
    keys: ['z'],
    shown: 'Ctrl Shift Z',
    does: 'Do again',
    ctrl: true,
    shift: true,
    inField: true,
  },
  { verb: 'redo', keys: ['y'], shown: 'Ctrl Y', does: 'Do again', ctrl: true, inField: true },
  { verb: 'undo', keys: ['z'], shown: 'Ctrl Z', does: 'Undo', ctrl: true, inField: true },
  {
    verb: 'count',
    keys: ['Enter'],
    shown: 'Ctrl Enter',
    does: 'Go to the head count',
    ctrl: true,
    inField: true,
  },
  { verb: 'first', keys: ['Home'], shown: 'Home', does: 'First face' },
  { verb: 'last', keys: ['End'], shown: 'End', does: 'Last face' },
  { verb: 'next', keys: ['.', 'PageDown'], shown: '.', does: 'Next photo', inField: true },
  { verb: 'previous', keys: [',', 'PageUp'], shown: ',', does: 'Photo before', inField: true },
  { verb: 'help', keys: ['?'], shown: '?', does: 'Show all keys', inField: true },
]

const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** How the key of a verb is shown on its button. */
export function shownKey(verb: Verb): string {
  return KEYS.find((key) => key.verb === verb)?.shown ?? ''
}

export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Where the key was pressed: on the picture and its lists, in the head count, or while a mark is being placed. */
export type Place = 'bench' | 'field' | 'placing'

/** What a key press asks for, or null where it is none of ours. */
export function command(press: Press, place: Place): Command | null {
  if (press.altKey) return null
  if (press.ctrlKey || press.metaKey) return withCtrl(press)
  if (place === 'placing') return whilePlacing(press)
  if (place === 'field') return press.key === 'Escape' ? { run: 'first' } : plain(press, true)
  return arrow(press) ?? plain(press, false) ?? letter(press)
}

function withCtrl({ key, shiftKey }: Press): Command | null {
  const found = KEYS.find(
    (each) =>
      each.ctrl &&
      (each.shift ?? false) === shiftKey &&
      each.keys.includes(key.length === 1 ? key.toLowerCase() : key),
  )
  return found ? { run: found.verb } : null
}

function whilePlacing(press: Press): Command | null {
  if (press.key === 'Enter') return { run: 'set' }
  if (press.key === 'Escape') return { run: 'cancel' }
  return arrow(press)
}

function plain({ key }: Press, inField: boolean): Command | null {
  const found = KEYS.find((each) => !each.ctrl && each.keys.includes(key) && (!inField || each.inField))
  return found ? { run: found.verb } : null
}

function arrow({ key, shiftKey }: Press): Command | null {
  const direction = ARROWS[key]
  return direction ? { run: 'arrow', direction, resize: shiftKey } : null
}

function letter({ key }: Press): Command | null {
  return /^\p{L}$/u.test(key) ? { run: 'name', letter: key } : null
}
