import { afterEach, describe, expect, test, vi } from 'vitest'

vi.stubGlobal('location', { origin: 'http://school.example' })
const { fateOf, sendNow, sendThrough } = await import('./sending')
type Fate = Awaited<ReturnType<import('./sending').Ways['send']>>

/** A phone on which these wait, and a service that answers so to each. */
class Away {
  readonly kept: string[]
  readonly sent: string[] = []

  constructor(private readonly fates: Record<string, Fate>) {
    this.kept = Object.keys(fates)
  }

  readonly ways = {
    waiting: async () => this.kept.map((id) => ({ id, since: '' })),
    read: async (id: string) => ({ id }) as never,
    send: async ({ id }: { id: string }) => {
      this.sent.push(id)
      return this.fates[id] ?? 'later'
    },
    forget: async (id: string) => void this.kept.splice(this.kept.indexOf(id), 1),
  }
}

describe('what waits', () => {
  test('is deleted once the service has it', async () => {
    const away = new Away({ a: 'taken', b: 'taken' })
    expect(await sendThrough(away.ways)).toEqual({ stopped: null, refused: {} })
    expect(away.kept).toEqual([])
  })

  test.each(['later', 'signed out', 'somebody else'] as const)(
    'stays, and no more is sent: %s',
    async (fate) => {
      const away = new Away({ a: 'taken', b: fate, c: 'taken' })
      expect(await sendThrough(away.ways)).toEqual({ stopped: fate, refused: {} })
      expect([away.kept, away.sent]).toEqual([
        ['b', 'c'],
        ['a', 'b'],
      ])
    },
  )

  test('stays where the phone can’t read it any more, and the others go on', async () => {
    const away = new Away({ a: 'taken', b: 'taken' })
    const read = async (id: string) =>
      id === 'a' ? Promise.reject(new Error('No key.')) : away.ways.read(id)
    expect(Object.keys((await sendThrough({ ...away.ways, read })).refused)).toEqual(['a'])
    expect(away.kept).toEqual(['a'])
  })

  test('stays where it is refused, and the others go on', async () => {
    const away = new Away({ a: { refused: 'No.' }, b: 'taken' })
    expect(await sendThrough(away.ways)).toEqual({ stopped: null, refused: { a: 'No.' } })
    expect(away.kept).toEqual(['a'])
  })
})

test.each([
  [0, true, 'later'],
  [503, true, 'later'],
  [500, true, { refused: 'No.' }],
  [401, false, 'signed out'],
  [409, false, { refused: 'No.' }],
  [413, false, { refused: 'No.' }],
  [422, false, { refused: 'No.' }],
] as const)('an answer of %i', (status, mayPass, fate) => {
  expect(fateOf({ status, type: 'about:blank', message: 'No.', mayPass })).toEqual(fate)
})

test('an answer that somebody else wrote it', () => {
  const problem = { status: 409, type: '/problems/somebody-else', message: 'No.', mayPass: false }
  expect(fateOf(problem)).toBe('somebody else')
})

describe('what counts as an acknowledgement', () => {
  afterEach(() => vi.unstubAllGlobals())
  const log = { id: 'log-1' } as never

  test.each([
    ['its id', JSON.stringify({ id: 'log-1' }), 'taken'],
    ['another id', JSON.stringify({ id: 'log-2' }), 'later'],
    ['nothing', '', 'later'],
    ['the page of a network that asks for a ticket first', '<h1>Welcome</h1>', 'later'],
  ] as const)('%s', async (_, body, fate) => {
    const headers = { 'Content-Length': String(body.length) }
    vi.stubGlobal('fetch', async () => new Response(body, { status: 200, headers }))
    expect(await sendNow(log)).toBe(fate)
  })
})
