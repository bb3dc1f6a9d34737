import { describe, expect, test } from 'vitest'
import type { Photo } from '../api/types'
import {
  focusedPerson,
  isDirty,
  isSaved,
  opened,
  step,
  wantsSaving,
  type Action,
  type Workbench,
} from './people'
import { asChange, isSameAs, openOnes, type Resolved } from './person'
import { AMIRA, BEN, face, MS_DAY, photoWith } from './samples'

const is = {
  amira: { resolution: 'child', child: AMIRA },
  ben: { resolution: 'child', child: BEN },
  day: { resolution: 'adult', adult: MS_DAY },
  covered: { resolution: 'redacted' },
  turned: { resolution: 'not_identifiable', reason: 'Back to the camera' },
  open: { resolution: 'open' },
} satisfies Record<string, Resolved>

const BOX = { x: 0.5, y: 0.6, w: 0.05, h: 0.05 }

const three = () => photoWith([face(1), face(2), face(3)])
const after = (bench: Workbench, ...actions: Action[]) => actions.reduce(step, bench)
const resolve = (key: string, resolved: Resolved): Action => ({ do: 'resolve', key, is: resolved })
const states = (bench: Workbench) => bench.people.map((person) => person.is.resolution)

/** What the service would have after a save: each person sent, new ones with an id and a number. */
function savedAs(bench: Workbench, version = 2): Photo {
  const people = bench.people.map((person, place) => ({
    ...face(place + 1),
    ...person,
    id: person.id ?? `given-${place + 1}`,
    number: place + 1,
    resolution: person.is.resolution,
    child: person.is.resolution === 'child' ? person.is.child : null,
    adult: person.is.resolution === 'adult' ? person.is.adult : null,
    reason: person.is.resolution === 'not_identifiable' ? person.is.reason : null,
  }))
  return photoWith(people, { people_version: version })
}

describe('opening a photo', () => {
  test('goes to the first face that is open', () => {
    const bench = opened(photoWith([face(1, { resolution: 'child', child: AMIRA }), face(2), face(3)]))
    expect(bench.goTo).toEqual({ to: 'face', key: 'face-2' })
    expect(focusedPerson(bench)?.number).toBe(2)
  })

  test('goes to the head count when everybody is accounted for, and when nobody is in it', () => {
    expect(opened(photoWith([face(1, { resolution: 'redacted' })])).goTo).toEqual({ to: 'count' })
    expect(opened(photoWith([])).goTo).toEqual({ to: 'count' })
  })

  test('shows the people by number, and has nothing to save', () => {
    const bench = opened(photoWith([face(2), face(1)]))
    expect(bench.people.map(({ number }) => number)).toEqual([1, 2])
    expect(isSaved(bench)).toBe(true)
  })

  test('somebody said to be a child, but which one is missing, is open (W2)', () => {
    expect(states(opened(photoWith([face(1, { resolution: 'child', child: null })])))).toEqual(['open'])
  })
})

describe('moving about', () => {
  test('arrows go from face to face', () => {
    const bench = after(
      opened(three()),
      { do: 'move', direction: 'right' },
      { do: 'move', direction: 'right' },
    )
    expect(bench.goTo).toEqual({ to: 'face', key: 'face-3' })
    expect(after(bench, { do: 'move', direction: 'right' }).focused).toBe('face-3')
  })

  test('first, last and the head count have ways of their own', () => {
    const bench = after(opened(three()), { do: 'go', to: 'last' })
    expect(bench.focused).toBe('face-3')
    expect(after(bench, { do: 'go', to: 'first' }).focused).toBe('face-1')
    expect(after(bench, { do: 'go', to: 'count' }).goTo).toEqual({ to: 'count' })
  })

  test('the list has a way of its own, up and down', () => {
    const bench = after(opened(three()), { do: 'go', to: 'after' })
    expect(bench.focused).toBe('face-2')
    expect(after(bench, { do: 'go', to: 'before' }, { do: 'go', to: 'before' }).focused).toBe('face-1')
  })

  test('in an empty picture there is nowhere to go', () => {
    const bench = after(opened(photoWith([])), { do: 'move', direction: 'left' }, { do: 'go', to: 'last' })
    expect(bench.focused).toBeNull()
  })
})

describe('deciding who somebody is', () => {
  test.each([is.amira, is.day, is.covered, is.turned])(
    '$resolution is kept and leads to the next open face',
    (resolved) => {
      const bench = after(opened(three()), resolve('face-1', resolved))
      expect(bench.people[0]?.is).toEqual(resolved)
      expect(bench.goTo).toEqual({ to: 'face', key: 'face-2' })
    },
  )

  test('goes round to a face that was left out', () => {
    const bench = after(opened(three()), resolve('face-2', is.amira), resolve('face-3', is.ben))
    expect(bench.focused).toBe('face-1')
  })

  test('the last one leads to the head count', () => {
    const bench = after(
      opened(three()),
      resolve('face-1', is.amira),
      resolve('face-2', is.ben),
      resolve('face-3', is.day),
    )
    expect(bench.goTo).toEqual({ to: 'count' })
    expect(openOnes(bench.people)).toEqual([])
  })

  test('opening somebody again stays there', () => {
    const bench = after(opened(three()), resolve('face-1', is.amira), resolve('face-1', is.open))
    expect(bench.focused).toBe('face-1')
    expect(bench.said).toBe('Face 1 is open again.')
  })

  test('says what was decided', () => {
    expect(after(opened(three()), resolve('face-2', is.amira)).said).toBe('Face 2 is Amira Khan.')
  })

  test('the same again leads on, and is no change', () => {
    const bench = after(opened(three()), resolve('face-1', is.amira), { do: 'focus', key: 'face-1' })
    const again = after(bench, resolve('face-1', is.amira))
    expect(again).toMatchObject({
      people: bench.people,
      past: bench.past,
      goTo: { to: 'face', key: 'face-2' },
    })
  })

  test('about nobody changes nothing', () => {
    const bench = opened(three())
    expect(after(bench, resolve('nobody', is.amira))).toBe(bench)
  })
})

describe('marking somebody whom the detector missed', () => {
  const place: Action = { do: 'place', at: { x: 0.5, y: 0.5 } }

  test('by keyboard: a box in the middle, moved, resized, set', () => {
    const bench = after(
      opened(three()),
      place,
      { do: 'nudge', direction: 'right', resize: false },
      { do: 'nudge', direction: 'up', resize: true },
      { do: 'set' },
    )
    expect(bench.people).toHaveLength(4)
    expect(bench.people[3]).toMatchObject({ id: null, number: 4, score: null, is: { resolution: 'open' } })
    expect(bench.people[3]?.box.x).toBeCloseTo(0.47)
    expect(bench.people[3]?.box.h).toBeCloseTo(0.11)
    expect(bench.goTo).toEqual({ to: 'face', key: 'mark-1' })
  })

  test('cancelled: nothing changed, and the keyboard is back where it was', () => {
    const bench = after(opened(three()), place, { do: 'cancel' })
    expect(bench).toMatchObject({
      placing: null,
      focused: 'face-1',
      goTo: { to: 'face', key: 'face-1' },
      past: [],
    })
    expect(bench.people).toHaveLength(3)
  })

  test('by mouse: the box that was drawn', () => {
    expect(after(opened(three()), { do: 'mark', box: BOX }).people[3]?.box).toEqual(BOX)
  })

  test('a mark can be taken up and set elsewhere; a detected face stays where it is', () => {
    const marked = after(opened(three()), { do: 'mark', box: BOX })
    const moved = after(
      marked,
      { do: 'replace' },
      { do: 'nudge', direction: 'left', resize: false },
      { do: 'set' },
    )
    expect(moved.people).toHaveLength(4)
    expect(moved.people[3]?.box.x).toBeCloseTo(0.49)
    expect(after(opened(three()), { do: 'replace' }).placing).toBeNull()
  })

  test('a mark can be removed, a detected face cannot (W2)', () => {
    const marked = after(opened(three()), { do: 'mark', box: BOX })
    expect(after(marked, { do: 'remove', key: 'mark-1' }).people).toHaveLength(3)
    expect(after(marked, { do: 'remove', key: 'face-1' })).toBe(marked)
  })

  test('after removing, the focus is on a neighbour', () => {
    const marked = after(opened(three()), { do: 'mark', box: BOX }, { do: 'remove', key: 'mark-1' })
    expect(marked.goTo).toEqual({ to: 'face', key: 'face-3' })
    const alone = after(opened(photoWith([])), { do: 'mark', box: BOX }, { do: 'remove', key: 'mark-1' })
    expect(alone).toMatchObject({ focused: null, goTo: { to: 'count' } })
  })

  test('keys are never given twice, also not to what was undone', () => {
    const mark: Action = { do: 'mark', box: BOX }
    const bench = after(opened(three()), mark, { do: 'remove', key: 'mark-1' }, mark)
    expect(bench.people[3]?.key).toBe('mark-2')
  })
})

describe('undo', () => {
  test('takes back one step after the other and says which', () => {
    const bench = after(opened(three()), resolve('face-1', is.amira), resolve('face-2', is.covered), {
      do: 'undo',
    })
    expect(states(bench)).toEqual(['child', 'open', 'open'])
    expect(bench.said).toBe('Undone: Face 2 will be covered.')
    expect(bench.goTo).toEqual({ to: 'face', key: 'face-2' })
    expect(states(after(bench, { do: 'undo' }))).toEqual(['open', 'open', 'open'])
  })

  test('can be taken back itself', () => {
    const bench = after(opened(three()), resolve('face-1', is.amira), { do: 'undo' }, { do: 'redo' })
    expect(states(bench)).toEqual(['child', 'open', 'open'])
    expect(bench.said).toBe('Done again: Face 1 is Amira Khan.')
  })

  test('a new change ends what could be done again', () => {
    const bench = after(
      opened(three()),
      resolve('face-1', is.amira),
      { do: 'undo' },
      resolve('face-1', is.ben),
    )
    expect(after(bench, { do: 'redo' }).people).toEqual(bench.people)
  })

  test('with nothing to undo says so and changes nothing', () => {
    const bench = after(opened(three()), { do: 'undo' })
    expect(bench.said).toBe('There is nothing to undo.')
    expect(isDirty(bench)).toBe(false)
  })

  test('back to what is saved there is nothing to save', () => {
    expect(isDirty(after(opened(three()), resolve('face-1', is.amira), { do: 'undo' }))).toBe(false)
  })
})

describe('saving', () => {
  const named = after(opened(three()), resolve('face-1', is.amira))

  test('sends the whole list with the version it was made from', () => {
    const bench = after(named, resolve('face-2', is.turned), { do: 'mark', box: BOX })
    expect(asChange(bench.people, 7)).toEqual({
      people_version: 7,
      people: [
        { id: 'face-1', box: null, resolution: 'child', child_id: AMIRA.id, adult_id: null, reason: null },
        {
          id: 'face-2',
          box: null,
          resolution: 'not_identifiable',
          child_id: null,
          adult_id: null,
          reason: 'Back to the camera',
        },
        { id: 'face-3', box: null, resolution: 'open', child_id: null, adult_id: null, reason: null },
        { id: null, box: BOX, resolution: 'open', child_id: null, adult_id: null, reason: null },
      ],
    })
  })

  test('one list at a time: a change meanwhile waits and goes out next', () => {
    const sending = after(named, { do: 'sending' })
    const meanwhile = after(sending, resolve('face-2', is.ben))
    expect(wantsSaving(meanwhile)).toBe(false)
    const next = after(meanwhile, { do: 'saved', photo: savedAs(named), sent: named.people })
    expect(next.photo.people_version).toBe(2)
    expect(states(next)).toEqual(['child', 'child', 'open'])
    expect(wantsSaving(next)).toBe(true)
  })

  test('saved: nothing left to do', () => {
    const bench = after(named, { do: 'sending' }, { do: 'saved', photo: savedAs(named), sent: named.people })
    expect(isSaved(bench)).toBe(true)
    expect(wantsSaving(bench)).toBe(false)
  })

  test('a new mark takes over its id, also in what can be undone', () => {
    const marked = after(named, { do: 'mark', box: BOX })
    const saved = after(marked, { do: 'saved', photo: savedAs(marked), sent: marked.people })
    expect(saved.people[3]).toMatchObject({ key: 'mark-1', id: 'given-4', number: 4 })
    const undone = after(saved, resolve('mark-1', is.ben), { do: 'undo' })
    expect(undone.people[3]?.id).toBe('given-4')
  })

  test('two marks on the same spot each get an id of their own', () => {
    const marked = after(opened(photoWith([])), { do: 'mark', box: BOX }, { do: 'mark', box: BOX })
    const saved = after(marked, { do: 'saved', photo: savedAs(marked), sent: marked.people })
    expect(saved.people.map(({ id }) => id)).toEqual(['given-1', 'given-2'])
  })

  test('a mark that was removed, saved so, and brought back goes out as a new one', () => {
    const marked = after(named, { do: 'mark', box: BOX })
    const saved = after(marked, { do: 'saved', photo: savedAs(marked), sent: marked.people })
    const removed = after(saved, { do: 'remove', key: 'mark-1' })
    const without = after(removed, { do: 'saved', photo: savedAs(removed, 3), sent: removed.people })
    const back = after(without, { do: 'undo' })
    expect(back.people[3]).toMatchObject({ key: 'mark-1', id: null })
    expect(wantsSaving(back)).toBe(true)
  })

  test('a change undone while it was on its way is undone at the service too', () => {
    const undone = after(named, { do: 'sending' }, { do: 'undo' })
    const saved = after(undone, { do: 'saved', photo: savedAs(named), sent: named.people })
    expect(states(saved)).toEqual(['open', 'open', 'open'])
    expect(wantsSaving(saved)).toBe(true)
  })

  test('no answer: the work is kept, and is not taken for saved even when it is undone', () => {
    const unsure = after(named, { do: 'sending' }, { do: 'unsure', sent: named.people })
    expect(unsure.saving).toEqual({ state: 'unsure', tries: 1 })
    expect(states(unsure)).toEqual(['child', 'open', 'open'])
    expect(isSaved(after(unsure, { do: 'undo' }))).toBe(false)
    const again = after(unsure, { do: 'sending' }, { do: 'unsure', sent: unsure.people })
    expect(again.saving).toEqual({ state: 'unsure', tries: 2 })
  })

  test('the list of the service is recognised as ours, new marks by their box', () => {
    const marked = after(named, { do: 'mark', box: BOX })
    expect(isSameAs(marked.people, savedAs(marked))).toBe(true)
    expect(isSameAs(named.people, savedAs(marked))).toBe(false)
    expect(isSameAs(marked.people, savedAs(after(marked, resolve('face-1', is.ben))))).toBe(false)
  })

  test('somebody else changed it: nothing goes out until what is there is loaded', () => {
    const theirs = photoWith([face(1, { resolution: 'redacted' }), face(2), face(3)], { people_version: 9 })
    const clash = after(named, { do: 'sending' }, { do: 'changed', photo: theirs }, resolve('face-2', is.ben))
    expect(clash.saving.state).toBe('changed')
    expect(wantsSaving(clash)).toBe(false)
    const loaded = after(clash, { do: 'load', photo: theirs })
    expect(states(loaded)).toEqual(['redacted', 'open', 'open'])
    expect(loaded).toMatchObject({ past: [], future: [], saving: { state: 'idle' } })
  })

  test('refused: says why, and tries again after the next change', () => {
    const refused = after(
      named,
      { do: 'sending' },
      { do: 'refused', sentence: 'Amira Khan has left the school.' },
    )
    expect(wantsSaving(refused)).toBe(false)
    expect(refused.said).toBe('Amira Khan has left the school.')
    expect(wantsSaving(after(refused, resolve('face-1', is.ben)))).toBe(true)
    expect(isSaved(after(refused, { do: 'undo' }))).toBe(true)
  })
})

describe('nobody is two people in one picture (W2)', () => {
  test('a name that stands on another face moves, and that face is open again; one step takes it back', () => {
    const moved = after(opened(three()), resolve('face-1', is.amira), resolve('face-2', is.amira))
    expect(states(moved)).toEqual(['open', 'child', 'open'])
    expect(moved.said).toBe('Face 2 is Amira Khan; face 1 is open again.')
    expect(states(after(moved, { do: 'undo' }))).toEqual(['child', 'open', 'open'])
  })
})

describe('the same people as in another picture', () => {
  const last = photoWith(
    [
      face(1, { id: 'x', resolution: 'child', child: AMIRA }),
      face(2, { id: 'y', resolution: 'redacted' }),
      face(3),
    ],
    { id: 'photo-0', file_name: 'IMG_0000.jpg' },
  )
  const three = opened(photoWith([face(1), face(2), face(3)]))
  const taken = after(three, { do: 'take_over', from: last })

  test('are taken over by their places, marked as such, and the keyboard goes to who is still open', () => {
    expect(states(taken)).toEqual(['child', 'redacted', 'open'])
    expect(taken.people.map(({ asIn }) => asIn)).toEqual(['IMG_0000.jpg', 'IMG_0000.jpg', undefined])
    expect(taken.focused).toBe('face-3')
    expect(taken.said).toBe('2 faces named as in IMG_0000.jpg. Look at each. Ctrl Z takes them back.')
  })

  test('are taken back in one step', () => {
    expect(states(after(taken, { do: 'undo' }))).toEqual(['open', 'open', 'open'])
  })

  test('are looked at first, not counted, where all are named', () => {
    const two = opened(photoWith([face(1), face(2)]))
    const all = photoWith(last.people_in_photo.slice(0, 2), { file_name: 'IMG_0000.jpg' })
    expect(after(two, { do: 'take_over', from: all }).goTo).toEqual({ to: 'face', key: 'face-1' })
  })

  test('lose their mark when somebody says who it is here', () => {
    expect(after(taken, resolve('face-1', is.amira)).people[0]?.asIn).toBeUndefined()
    expect(after(taken, resolve('face-1', is.ben)).people[0]?.asIn).toBeUndefined()
  })

  test('are nobody where no place is clear', () => {
    const none = after(three, { do: 'take_over', from: photoWith([face(1)], { file_name: 'IMG_0000.jpg' }) })
    expect(states(none)).toEqual(['open', 'open', 'open'])
    expect(none.said).toBe('No open face stands clearly where somebody is in IMG_0000.jpg.')
  })
})

describe('a video', () => {
  const WHOLE = { x: 0, y: 0, w: 1, h: 1 }
  const added = after(
    opened(photoWith([], { kind: 'video' })),
    { do: 'add', is: is.amira },
    { do: 'add', is: is.turned },
  )

  test('everybody who is added has the whole frame, and the count comes next', () => {
    expect(added.people.map(({ number, box }) => [number, box])).toEqual([
      [1, WHOLE],
      [2, WHOLE],
    ])
    expect(states(added)).toEqual(['child', 'not_identifiable'])
    expect(added.goTo).toEqual({ to: 'count' })
  })

  test('adding somebody is one step, which one undo takes back', () => {
    const undone = step(added, { do: 'undo' })
    expect(states(undone)).toEqual(['child'])
    expect(undone.said).toBe('Undone: Person 2 is not identifiable: Back to the camera.')
    expect(states(step(undone, { do: 'redo' }))).toEqual(['child', 'not_identifiable'])
  })

  test('marks of the same whole frame take the ids that the service gave them, in order', () => {
    const people = [
      face(1, { id: 'given-1', box: WHOLE, score: null, resolution: 'child', child: AMIRA }),
      face(2, { id: 'given-2', box: WHOLE, score: null, resolution: 'not_identifiable' }),
    ]
    const saved = photoWith(people, { kind: 'video', people_version: 2 })
    const adopted = step(added, { do: 'saved', photo: saved, sent: added.people })
    expect(adopted.people.map(({ id }) => id)).toEqual(['given-1', 'given-2'])
  })
})
