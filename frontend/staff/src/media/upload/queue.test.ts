import { describe, expect, test } from 'vitest'
import {
  after,
  CHECKED_AT_ONCE,
  type Happening,
  isFinished,
  next,
  nextWaking,
  type Queue,
  restAfter,
  secondsLeft,
  totals,
} from './queue'

const ABOUT = { place: 'sports', device: 'school' } as const
const NO_CONNECTION = { sentence: 'No connection.', reasons: [] }
const NOT_A_PICTURE = { sentence: 'This is not a picture.', reasons: [] }

function play(happenings: Happening[], queue: Queue = []): Queue {
  return happenings.reduce(after, queue)
}

function chosen(...ids: string[]): Happening {
  return { is: 'chosen', files: ids.map((id) => ({ id, name: `${id}.jpg`, size: 1000, about: ABOUT })) }
}

function hashed(...ids: string[]): Happening[] {
  return ids.map((id) => ({ is: 'hashed', id, sha256: `hash of ${id}` }))
}

function ready(...ids: string[]): Queue {
  return play([chosen(...ids), ...hashed(...ids), { is: 'checked', ids, here: new Set() }])
}

function stages(queue: Queue): Record<string, string> {
  return Object.fromEntries(queue.map((item) => [item.id, item.stage]))
}

describe('hashing', () => {
  test('two files at a time', () => {
    const queue = play([chosen('a', 'b', 'c')])
    expect(next(queue)).toEqual([
      { do: 'hash', id: 'a' },
      { do: 'hash', id: 'b' },
    ])
    expect(next(play([{ is: 'hashing', id: 'a' }], queue))).toEqual([{ do: 'hash', id: 'b' }])
  })

  test('the same picture chosen twice is sent once', () => {
    const queue = play([
      chosen('a', 'b'),
      { is: 'hashed', id: 'a', sha256: 'same' },
      { is: 'hashed', id: 'b', sha256: 'same' },
    ])
    expect(stages(queue)).toEqual({ a: 'hashed', b: 'twice' })
  })

  test.each([
    ['the first is read first', ['a', 'b']],
    ['the second is read first', ['b', 'a']],
  ])('of two alike the first chosen is sent, when %s', (_, order) => {
    const reading = order.map((id): Happening => ({ is: 'hashed', id, sha256: 'same' }))
    const queue = play([chosen('a', 'b'), ...reading])
    expect(stages(queue)).toEqual({ a: 'hashed', b: 'twice' })
    expect(queue[1]?.why?.sentence).toBe('The same picture as ‘a.jpg’.')
  })

  test('of two alike the second is sent when it is on its way before the first is read', () => {
    const queue = play([
      chosen('a', 'b'),
      { is: 'hashed', id: 'b', sha256: 'same' },
      { is: 'checked', ids: ['b'], here: new Set() },
      { is: 'sending', id: 'b' },
      { is: 'hashed', id: 'a', sha256: 'same' },
    ])
    expect(stages(queue)).toEqual({ a: 'twice', b: 'sending' })
  })

  test('of three alike one is sent', () => {
    const reading = ['b', 'c', 'a'].map((id): Happening => ({ is: 'hashed', id, sha256: 'same' }))
    expect(stages(play([chosen('a', 'b', 'c'), ...reading]))).toEqual({ a: 'hashed', b: 'twice', c: 'twice' })
  })

  test('a picture whose first copy was cancelled can be chosen again', () => {
    const first = play([chosen('a'), ...hashed('a'), { is: 'cancelled' }])
    const again = play([chosen('b'), { is: 'hashed', id: 'b', sha256: 'hash of a' }], first)
    expect(stages(again)).toEqual({ a: 'cancelled', b: 'hashed' })
  })
})

describe('skipping what is there', () => {
  test('one question at a time, about no more than a chunk', () => {
    const ids = Array.from({ length: CHECKED_AT_ONCE + 20 }, (_, number) => `p${number}`)
    const queue = play([chosen(...ids), ...hashed(...ids)])
    const [question] = next(queue)
    expect(question).toEqual({ do: 'check', ids: ids.slice(0, CHECKED_AT_ONCE) })
    expect(next(play([{ is: 'checking', ids: ids.slice(0, CHECKED_AT_ONCE) }], queue))).toEqual([])
  })

  test('resuming: 12 of 40 were here already, so 28 are sent', () => {
    const ids = Array.from({ length: 40 }, (_, number) => `p${number}`)
    const here = new Set(ids.slice(0, 12).map((id) => `hash of ${id}`))
    const queue = play([chosen(...ids), ...hashed(...ids), { is: 'checked', ids, here }])
    expect(totals(queue)).toMatchObject({ files: 40, here: 12, finished: 12, bytes: 28_000, bytesSent: 0 })
  })

  test('a picture that another person sent meanwhile counts as here', () => {
    const queue = play(
      [
        { is: 'sending', id: 'a' },
        { is: 'stored', id: 'a', isNew: false, hasLocation: false },
      ],
      ready('a'),
    )
    expect(stages(queue)).toEqual({ a: 'here' })
  })
})

describe('sending', () => {
  test('three lanes', () => {
    const queue = ready('a', 'b', 'c', 'd')
    expect(next(queue).map((work) => work.do === 'send' && work.id)).toEqual(['a', 'b', 'c'])
    const busy = play(
      [
        { is: 'sending', id: 'a' },
        { is: 'sending', id: 'b' },
        { is: 'sending', id: 'c' },
      ],
      queue,
    )
    expect(next(busy)).toEqual([])
    expect(next(play([{ is: 'stored', id: 'b', isNew: true, hasLocation: false }], busy))).toEqual([
      { do: 'send', id: 'd' },
    ])
  })

  test('progress counts the bytes of every lane', () => {
    const queue = play(
      [
        { is: 'sending', id: 'a' },
        { is: 'progressed', id: 'a', sent: 250 },
        { is: 'sending', id: 'b' },
        { is: 'stored', id: 'b', isNew: true, hasLocation: false },
      ],
      ready('a', 'b'),
    )
    expect(totals(queue)).toMatchObject({ bytes: 2000, bytesSent: 1250, added: 1 })
  })

  test('those added whose original says where it was taken are counted', () => {
    const queue = play(
      [
        { is: 'stored', id: 'a', isNew: true, hasLocation: true },
        { is: 'stored', id: 'b', isNew: true, hasLocation: false },
        { is: 'stored', id: 'c', isNew: false, hasLocation: true },
      ],
      ready('a', 'b', 'c'),
    )
    expect(totals(queue)).toMatchObject({ added: 2, here: 1, located: 1 })
  })

  test('a refusal keeps its sentence and frees the lane for the next', () => {
    const queue = play(
      [
        { is: 'sending', id: 'a' },
        { is: 'refused', ids: ['a'], why: NOT_A_PICTURE },
      ],
      ready('a', 'b'),
    )
    expect(queue[0]).toMatchObject({ stage: 'refused', why: NOT_A_PICTURE })
    expect(next(queue)).toEqual([{ do: 'send', id: 'b' }])
  })
})

describe('trying again', () => {
  const stumble: Happening = { is: 'stumbled', ids: ['a'], now: 5000, waitSeconds: null, why: NO_CONNECTION }

  test('a rest grows from one second to a minute', () => {
    expect([1, 2, 3, 6, 7, 20].map(restAfter)).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000])
  })

  test('a resting file is sent again when its rest is over, not before', () => {
    const resting = play([{ is: 'sending', id: 'a' }, stumble], ready('a'))
    expect(nextWaking(resting)).toBe(6000)
    expect(next(after(resting, { is: 'woke', now: 5999 }))).toEqual([])
    expect(next(after(resting, { is: 'woke', now: 6000 }))).toEqual([{ do: 'send', id: 'a' }])
  })

  test('a question in vain is asked again, not skipped', () => {
    const queue = play([
      chosen('a'),
      ...hashed('a'),
      { is: 'checking', ids: ['a'] },
      stumble,
      { is: 'online' },
    ])
    expect(next(queue)).toEqual([{ do: 'check', ids: ['a'] }])
  })

  test('the service says how long to wait', () => {
    const told: Happening = { is: 'stumbled', ids: ['a'], now: 0, waitSeconds: 30, why: NO_CONNECTION }
    expect(nextWaking(play([{ is: 'sending', id: 'a' }, told], ready('a')))).toBe(30_000)
  })

  test('the connection is back: nobody rests any longer', () => {
    const resting = play([{ is: 'sending', id: 'a' }, stumble], ready('a', 'b'))
    expect(stages(after(resting, { is: 'online' }))).toEqual({ a: 'ready', b: 'ready' })
  })

  test('bytes of a failed try are not counted as sent', () => {
    const queue = play(
      [{ is: 'sending', id: 'a' }, { is: 'progressed', id: 'a', sent: 900 }, stumble],
      ready('a'),
    )
    expect(totals(queue).bytesSent).toBe(0)
  })
})

describe('stopping', () => {
  test('cancelling stops what is not finished and keeps what is', () => {
    const queue = play(
      [{ is: 'stored', id: 'a', isNew: true, hasLocation: false }, { is: 'cancelled' }],
      ready('a', 'b'),
    )
    expect(stages(queue)).toEqual({ a: 'added', b: 'cancelled' })
    expect(next(queue)).toEqual([])
  })

  test('what comes late for a cancelled file changes nothing', () => {
    const cancelled = play([{ is: 'sending', id: 'a' }, { is: 'cancelled' }], ready('a'))
    expect(after(cancelled, { is: 'progressed', id: 'a', sent: 10 })[0]?.sent).toBe(0)
    expect(
      stages(after(cancelled, { is: 'stumbled', ids: ['a'], now: 0, waitSeconds: null, why: NO_CONNECTION })),
    ).toEqual({
      a: 'cancelled',
    })
  })

  test('dismissing leaves what is under way', () => {
    const queue = play(
      [{ is: 'refused', ids: ['a'], why: NOT_A_PICTURE }, { is: 'dismissed' }],
      ready('a', 'b'),
    )
    expect(stages(queue)).toEqual({ b: 'ready' })
  })
})

test('every file ends finished, in any order of answers', () => {
  let queue = play([chosen('a', 'b', 'c', 'd', 'e')])
  for (let step = 0; step < 100 && !queue.every(isFinished); step += 1) {
    const work = next(queue).at(step % 2 === 0 ? 0 : -1)
    if (work?.do === 'hash') queue = play([{ is: 'hashing', id: work.id }, ...hashed(work.id)], queue)
    if (work?.do === 'check')
      queue = play([{ is: 'checked', ids: work.ids, here: new Set(['hash of b']) }], queue)
    if (work?.do === 'send')
      queue = play([{ is: 'stored', id: work.id, isNew: true, hasLocation: false }], queue)
  }
  expect(stages(queue)).toEqual({ a: 'added', b: 'here', c: 'added', d: 'added', e: 'added' })
})

test('the time left follows the recent pace', () => {
  expect(secondsLeft([], 1000)).toBeNull()
  expect(
    secondsLeft(
      [
        { at: 0, sent: 0 },
        { at: 1000, sent: 500 },
      ],
      1000,
    ),
  ).toBeNull()
  expect(
    secondsLeft(
      [
        { at: 0, sent: 0 },
        { at: 2000, sent: 1000 },
      ],
      5000,
    ),
  ).toBe(10)
  expect(
    secondsLeft(
      [
        { at: 0, sent: 700 },
        { at: 9000, sent: 700 },
      ],
      5000,
    ),
  ).toBeNull()
})
