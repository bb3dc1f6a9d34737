import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '../../api/problem'
import type { About } from './about'
import { type Edges, Uploader } from './uploader'

const ABOUT: About = { place: 'sports', device: 'school' }

/** A service that keeps what it is sent, and answers with what `troubles` holds first. */
class Service implements Edges {
  kept = new Set<string>()
  sends: string[] = []
  told: About[] = []
  underWay = 0
  mostUnderWay = 0
  troubles: Problem[] = []
  hash = async (file: File) => `hash of ${await file.text()}`
  check = async (hashes: readonly string[]) => hashes.filter((hash) => this.kept.has(hash))
  now = () => Date.now()

  send = async (
    file: File,
    sha256: string,
    about: About,
    onProgress: (sent: number) => void,
    stop: AbortSignal,
  ) => {
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
    onProgress(file.size / 2)
    await new Promise((resolve) => setTimeout(resolve, 10))
    this.underWay -= 1
    stop.throwIfAborted()
    const trouble = this.troubles.shift()
    if (trouble) throw trouble
    this.sends.push(file.name)
    this.told.push(about)
    const isNew = !this.kept.has(sha256)
    this.kept.add(sha256)
    return { isNew, hasLocation: false }
  }
}

const photos = (...names: string[]) =>
  names.map((name) => new File([name], `${name}.jpg`, { type: 'image/jpeg' }))
const stages = (uploader: Uploader) => uploader.queue.map((item) => item.stage)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('sends every file once, three at a time', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.add(photos('a', 'b', 'c', 'd', 'e', 'f', 'g'), ABOUT)
  await vi.runAllTimersAsync()
  expect(service.sends.toSorted()).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg', 'g.jpg'])
  expect(service.mostUnderWay).toBe(3)
  expect(uploader.isBusy).toBe(false)
})

test('choosing the same files again after a reload sends nothing', async () => {
  const service = new Service()
  new Uploader(service).add(photos('a', 'b'), ABOUT)
  await vi.runAllTimersAsync()
  const reloaded = new Uploader(service)
  reloaded.add(photos('a', 'b'), ABOUT)
  await vi.runAllTimersAsync()
  expect(service.sends).toHaveLength(2)
  expect(stages(reloaded)).toEqual(['here', 'here'])
})

test('tries again after a lost connection and a 503, until it is stored', async () => {
  const service = new Service()
  service.troubles = [new Problem({ status: 0 }), new Problem({ status: 503 })]
  const uploader = new Uploader(service)
  uploader.add(photos('a'), ABOUT)
  await vi.runAllTimersAsync()
  expect(stages(uploader)).toEqual(['added'])
})

test('shows a refusal with its sentence, and does not try again', async () => {
  const service = new Service()
  service.troubles = [new Problem({ status: 415, detail: 'This file is a text.' })]
  const uploader = new Uploader(service)
  uploader.add(photos('a'), ABOUT)
  await vi.runAllTimersAsync()
  expect(uploader.queue[0]).toMatchObject({ stage: 'refused', why: { sentence: 'This file is a text.' } })
  expect(service.sends).toEqual([])
})

test('a file that is neither a photo nor a video is refused before it is sent', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  const film = new File(['film'], 'film.mp4', { type: 'video/mp4' })
  uploader.add([new File(['text'], 'list.txt', { type: 'text/plain' }), film], ABOUT)
  await vi.runAllTimersAsync()
  expect(stages(uploader)).toEqual(['refused', 'added'])
})

test('cancelling stops the lanes; the next choice works', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.add(photos('a', 'b', 'c', 'd'), ABOUT)
  await vi.advanceTimersByTimeAsync(5)
  uploader.cancel()
  await vi.runAllTimersAsync()
  expect(new Set(stages(uploader))).toEqual(new Set(['cancelled']))
  expect(service.sends).toEqual([])
  uploader.add(photos('a'), ABOUT)
  await vi.runAllTimersAsync()
  expect(service.sends).toEqual(['a.jpg'])
})

test('a session that has ended pauses the sending, and signing in again goes on with the same files', async () => {
  const service = new Service()
  service.troubles = [1, 2, 3].map(() => new Problem({ status: 401 }))
  const uploader = new Uploader(service)
  uploader.add(photos('a', 'b', 'c', 'd', 'e'), ABOUT)
  await vi.runAllTimersAsync()
  expect(stages(uploader).toSorted()).toEqual(['paused', 'paused', 'paused', 'ready', 'ready'])
  expect(uploader.isBusy).toBe(true)
  uploader.online()
  await vi.runAllTimersAsync()
  expect(service.sends).toEqual([])
  uploader.signedIn()
  await vi.runAllTimersAsync()
  expect(stages(uploader)).toEqual(['added', 'added', 'added', 'added', 'added'])
  expect(service.sends).toHaveLength(5)
})

test('nothing is read or sent before somebody has said where the files are from', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.choose(photos('a', 'b'))
  await vi.runAllTimersAsync()
  expect(uploader.queue).toEqual([])
  expect(uploader.isUnfinished).toBe(true)
  uploader.answer({ place: 'trip', device: 'personal' })
  await vi.runAllTimersAsync()
  expect(service.told).toEqual([1, 2].map(() => ({ place: 'trip', device: 'personal' })))
  expect(uploader.isUnfinished).toBe(false)
})

test('what nobody wants to add is not read', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.choose(photos('a'))
  uploader.discard()
  await vi.runAllTimersAsync()
  expect(uploader.now).toMatchObject({ queue: [], waiting: [] })
  expect(service.sends).toEqual([])
})

test('each of two batches keeps what was said of it', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.add(photos('a'), { place: 'hall', device: 'school' })
  uploader.add(photos('b'), { place: 'trip', device: 'personal' })
  await vi.runAllTimersAsync()
  expect(service.told).toEqual([
    { place: 'hall', device: 'school' },
    { place: 'trip', device: 'personal' },
  ])
})

test('a pause ends what is on its way and starts nothing more, until it goes on', async () => {
  const service = new Service()
  const uploader = new Uploader(service)
  uploader.add(photos('a', 'b', 'c', 'd', 'e'), ABOUT)
  await vi.advanceTimersByTimeAsync(5)
  uploader.hold()
  await vi.runAllTimersAsync()
  expect(service.sends).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
  expect(uploader.isBusy).toBe(true)
  uploader.goOn()
  await vi.runAllTimersAsync()
  expect(service.sends).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'])
})

test('two tabs that send the same files store each once', async () => {
  const service = new Service()
  const tabs = [new Uploader(service), new Uploader(service)]
  for (const tab of tabs) tab.add(photos('a', 'b', 'c', 'd', 'e'), ABOUT)
  await vi.runAllTimersAsync()
  expect(service.kept.size).toBe(5)
  const told = tabs.flatMap(stages)
  expect(told.filter((stage) => stage === 'added')).toHaveLength(5)
  expect(told.filter((stage) => stage === 'here')).toHaveLength(5)
})
