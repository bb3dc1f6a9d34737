import { act, renderHook } from '@testing-library/react'
import { useReducer } from 'react'
import { describe, expect, test } from 'vitest'
import { Problem } from '../api/problem'
import { announceSession } from '../api/sessionNews'
import type { Photo } from '../api/types'
import { isSaved, opened, step, type Workbench } from './people'
import type { asChange } from './person'
import { AMIRA, BEN, face, photoWith } from './samples'
import { pause, save, useSaving, type PeopleService } from './saving'

type Change = ReturnType<typeof asChange>

/** A service with one photo, that keeps the rule of versions, and can lose the line before or after it has saved. */
class OnePhoto implements PeopleService {
  readonly received: Change[] = []
  lineFails: 'never' | 'before' | 'after' = 'never'
  refuses: Problem | null = null
  held: (() => void)[] | null = null

  constructor(public photo: Photo) {}

  async put(_photoId: string, change: Change): Promise<Photo> {
    this.received.push(change)
    if (this.held) await new Promise<void>((go) => this.held?.push(go))
    if (this.lineFails === 'before') throw new TypeError('Failed to fetch')
    if (this.refuses) throw this.refuses
    if (change.people_version !== this.photo.people_version) {
      throw new Problem({ type: '/problems/people-changed', status: 409 })
    }
    this.keep(change)
    if (this.lineFails === 'after') throw new TypeError('Failed to fetch')
    return this.photo
  }

  async get(): Promise<Photo> {
    if (this.lineFails !== 'never') throw new TypeError('Failed to fetch')
    return this.photo
  }

  keep(change: Change): void {
    const people = change.people.map((person, place) => {
      const before = this.photo.people_in_photo.find(({ id }) => id === person.id)
      return face(place + 1, {
        ...before,
        id: person.id ?? `given-${place + 1}`,
        box: person.box ?? before?.box,
        score: person.box ? null : 0.9,
        resolution: person.resolution,
        child: [AMIRA, BEN].find(({ id }) => id === person.child_id) ?? null,
        reason: person.reason,
      })
    })
    this.photo = photoWith(people, { people_version: this.photo.people_version + 1 })
  }
}

const two = () => photoWith([face(1), face(2)])
const named = (bench: Workbench) =>
  step(bench, { do: 'resolve', key: 'face-1', is: { resolution: 'child', child: AMIRA } })

describe('one try', () => {
  test('brings back what the service has now', async () => {
    const bench = named(opened(two()))
    const outcome = await save(new OnePhoto(two()), bench)
    expect(outcome).toMatchObject({ do: 'saved', sent: bench.people, photo: { people_version: 2 } })
  })

  test.each([0, 408, 429, 500, 503])('status %i may pass: unsure', async (status) => {
    const service = new OnePhoto(two())
    service.refuses = new Problem({ status })
    expect(await save(service, named(opened(two())))).toMatchObject({ do: 'unsure' })
  })

  test('a refusal says why', async () => {
    const service = new OnePhoto(two())
    service.refuses = new Problem({ status: 422, detail: 'That child has left the school.' })
    expect(await save(service, named(opened(two())))).toEqual({
      do: 'refused',
      sentence: 'That child has left the school.',
    })
  })

  test("somebody else's change is brought back", async () => {
    const theirs = photoWith([face(1, { resolution: 'redacted' }), face(2)], { people_version: 5 })
    expect(await save(new OnePhoto(theirs), named(opened(two())))).toEqual({ do: 'changed', photo: theirs })
  })

  test('our own save, whose answer was lost, is no clash', async () => {
    const service = new OnePhoto(two())
    service.lineFails = 'after'
    const bench = named(opened(two()))
    const unsure = step(bench, await save(service, bench))
    service.lineFails = 'never'
    const further = step(unsure, { do: 'resolve', key: 'face-2', is: { resolution: 'redacted' } })
    expect(await save(service, further)).toMatchObject({
      do: 'saved',
      sent: bench.people,
      photo: { people_version: 2 },
    })
  })

  test('a clash that cannot be looked at is not decided', async () => {
    const service = new OnePhoto(photoWith([face(1), face(2)], { people_version: 5 }))
    service.lineFails = 'after'
    expect(await save(service, named(opened(two())))).toMatchObject({ do: 'unsure' })
  })
})

test('the pauses between tries grow, and stay under a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map(pause)).toEqual([1, 2, 4, 8, 16, 30, 30])
})

describe('saving in the background', () => {
  const start = (service: OnePhoto) =>
    renderHook(() => {
      const [bench, dispatch] = useReducer(step, service.photo, opened)
      return { bench, dispatch, settled: useSaving(bench, dispatch, service) }
    })

  const nameFirst = { do: 'resolve', key: 'face-1', is: { resolution: 'child', child: AMIRA } } as const
  const coverSecond = { do: 'resolve', key: 'face-2', is: { resolution: 'redacted' } } as const

  test('a change goes out by itself, and once', async () => {
    const service = new OnePhoto(two())
    const { result } = start(service)
    await act(async () => result.current.dispatch(nameFirst))
    expect(service.received).toHaveLength(1)
    expect(isSaved(result.current.bench)).toBe(true)
    expect(result.current.bench.photo.people_version).toBe(2)
  })

  test('what changes while one is on its way goes out as one list after it', async () => {
    const service = new OnePhoto(two())
    service.held = []
    const { result } = start(service)
    await act(async () => result.current.dispatch(nameFirst))
    await act(async () => result.current.dispatch(coverSecond))
    await act(async () => result.current.dispatch({ do: 'mark', box: { x: 0.1, y: 0.1, w: 0.1, h: 0.1 } }))
    expect(service.received).toHaveLength(1)
    const [go] = service.held
    service.held = null
    await act(async () => go?.())
    expect(service.received.map(({ people_version }) => people_version)).toEqual([1, 2])
    expect(service.received[1]?.people).toHaveLength(3)
    expect(isSaved(result.current.bench)).toBe(true)
  })

  test('tries again when the connection is back, with the newest list', async () => {
    const service = new OnePhoto(two())
    service.lineFails = 'after'
    const { result } = start(service)
    await act(async () => result.current.dispatch(nameFirst))
    expect(result.current.bench.saving.state).toBe('unsure')
    await act(async () => result.current.dispatch(coverSecond))
    service.lineFails = 'never'
    await act(async () => window.dispatchEvent(new Event('online')))
    expect(isSaved(result.current.bench)).toBe(true)
    expect(service.photo.people_in_photo.map(({ resolution }) => resolution)).toEqual(['child', 'redacted'])
  })

  test('a session that has ended: the work waits, and is saved once the same person is back', async () => {
    const service = new OnePhoto(two())
    service.refuses = new Problem({ status: 401 })
    const { result } = start(service)
    await act(async () => result.current.dispatch(nameFirst))
    expect(result.current.bench.saving).toEqual({ state: 'signed_out' })
    expect(isSaved(result.current.bench)).toBe(false)
    await act(async () => window.dispatchEvent(new Event('online')))
    expect(service.received).toHaveLength(1)
    service.refuses = null
    await act(async () => announceSession('resumed'))
    expect(isSaved(result.current.bench)).toBe(true)
    expect(service.photo.people_in_photo[0]?.child).toEqual(AMIRA)
  })

  test('whoever waits for it hears when everything is there, not before', async () => {
    const service = new OnePhoto(two())
    service.held = []
    const { result } = start(service)
    await act(async () => result.current.dispatch(nameFirst))
    let there = false
    void result.current.settled().then(() => (there = true))
    await act(async () => result.current.dispatch(coverSecond))
    expect(there).toBe(false)
    const [go] = service.held
    service.held = null
    await act(async () => go?.())
    expect(there).toBe(true)
  })

  test('with nothing to save nobody waits', async () => {
    const { result } = start(new OnePhoto(two()))
    await expect(result.current.settled()).resolves.toMatchObject({ people_version: 1 })
  })
})
