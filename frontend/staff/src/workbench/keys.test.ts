import { describe, expect, test } from 'vitest'
import { command, KEYS, shownKey, type Press } from './keys'

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

test.each(['a', 'Z', 'é', 'ø', 'Ж', 'أ'])('the letter %s begins a name', (letter) => {
  expect(command(press(letter), 'bench')).toEqual({ run: 'name', letter })
})

test('no key of a verb is a letter, so that every name can be typed', () => {
  const alone = KEYS.filter(({ ctrl }) => !ctrl).flatMap(({ keys }) => keys)
  expect(alone.filter((key) => /^\p{L}$/u.test(key))).toEqual([])
})

test('no key asks for two things', () => {
  const all = KEYS.flatMap(({ keys, ctrl, shift }) =>
    keys.map((key) => `${ctrl ?? ''} ${shift ?? ''} ${key}`),
  )
  expect(new Set(all).size).toBe(all.length)
})

test.each([
  ['1', 'child'],
  ['2', 'adult'],
  ['3', 'redact'],
  ['4', 'not_identifiable'],
  ['0', 'reopen'],
  ['6', 'same_people'],
  ['7', 'alike'],
  ['+', 'mark'],
  ['=', 'mark'],
  ['Delete', 'remove'],
  ['.', 'next'],
  ['?', 'help'],
])('%s asks for %s', (key, run) => {
  expect(command(press(key), 'bench')).toEqual({ run })
})

describe('with Ctrl or Cmd', () => {
  test.each([
    [press('z', { ctrlKey: true }), 'undo'],
    [press('z', { metaKey: true }), 'undo'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [press('y', { ctrlKey: true }), 'redo'],
    [press('Enter', { ctrlKey: true }), 'count'],
  ])('$key asks for %s', (pressed, run) => {
    expect(command(pressed, 'bench')).toEqual({ run })
    expect(command(pressed, 'field')).toEqual({ run })
  })

  test.each(['a', 'c', '1', 'ArrowLeft'])("%s is the browser's", (key) => {
    expect(command(press(key, { ctrlKey: true }), 'bench')).toBeNull()
  })
})

test("Alt and what comes with it is the browser's", () => {
  expect(command(press('ArrowLeft', { altKey: true }), 'bench')).toBeNull()
})

describe('in the head count', () => {
  test.each(['1', '0', 'a', 'Delete', 'Home', 'ArrowLeft', 'Enter'])('%s is typed, or edits', (key) => {
    expect(command(press(key), 'field')).toBeNull()
  })

  test('a missed person can be marked from there', () => {
    expect(command(press('+'), 'field')).toEqual({ run: 'mark' })
  })

  test('Escape leads back to the faces', () => {
    expect(command(press('Escape'), 'field')).toEqual({ run: 'first' })
  })
})

describe('while a mark is being placed', () => {
  test('arrows move it, with Shift resize it', () => {
    expect(command(press('ArrowUp'), 'placing')).toEqual({ run: 'arrow', direction: 'up', resize: false })
    expect(command(press('ArrowUp', { shiftKey: true }), 'placing')).toEqual({
      run: 'arrow',
      direction: 'up',
      resize: true,
    })
  })

  test('Enter sets and Escape cancels', () => {
    expect(command(press('Enter'), 'placing')).toEqual({ run: 'set' })
    expect(command(press('Escape'), 'placing')).toEqual({ run: 'cancel' })
  })

  test.each(['a', '1', '3', 'Tab'])('%s does nothing of ours', (key) => {
    expect(command(press(key), 'placing')).toBeNull()
  })
})

test('each verb shows its key', () => {
  expect(shownKey('undo')).toBe('Ctrl Z')
  expect(shownKey('redact')).toBe('3')
})
