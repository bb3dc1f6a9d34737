import type { Condition } from '../api/types'

/** What stands on a line of a paper form: yes, no, or nothing. */
export type Mark = 'given' | 'refused' | ''

/** The lines as they are typed in, by purpose. */
export type Lines = Readonly<Record<string, { mark: Mark; conditions: readonly Condition[] }>>

const NOTHING: Lines[string] = { mark: '', conditions: [] }
const KEYS: Readonly<Record<string, Mark>> = { y: 'given', n: 'refused', b: '' }

export const MARKS: Record<Exclude<Mark, ''>, string> = { given: 'Yes', refused: 'No' }

/** What may ride on a yes, in words. */
export const CONDITIONS: Record<Condition, string> = {
  group_only: 'Only in a group',
  no_close_up: 'No close-up',
  not_named: 'Never named',
  first_name: 'First name allowed',
}

/** What a key says of a line: y, n, or b for blank; undefined for any other key. */
export function markOf(key: string): Mark | undefined {
  return KEYS[key.toLowerCase()]
}

export function lineOf(lines: Lines, purpose: string): Lines[string] {
  return lines[purpose] ?? NOTHING
}

/** The lines with this mark; conditions ride on a yes alone. */
export function marked(lines: Lines, purpose: string, mark: Mark): Lines {
  const conditions = mark === 'given' ? lineOf(lines, purpose).conditions : []
  return { ...lines, [purpose]: { mark, conditions } }
}

/** The lines with this condition put on or taken off; ‘never named’ and ‘first name allowed’ shut each other out. */
export function toggled(lines: Lines, purpose: string, condition: Condition): Lines {
  const { mark, conditions } = lineOf(lines, purpose)
  const opposite = { not_named: 'first_name', first_name: 'not_named' }[condition as 'not_named']
  const next = conditions.includes(condition)
    ? conditions.filter((each) => each !== condition)
    : [...conditions.filter((each) => each !== opposite), condition]
  return { ...lines, [purpose]: { mark, conditions: next } }
}

/** As the service takes them: lines left blank are left out. */
export function answersOf(lines: Lines) {
  return Object.entries(lines).flatMap(([purpose, { mark, conditions }]) =>
    mark === '' ? [] : [{ purpose, said: mark, conditions: [...conditions] }],
  )
}
