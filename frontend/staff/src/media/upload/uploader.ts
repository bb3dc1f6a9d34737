import { asProblem } from '../../api/problem'
import type { About } from './about'
import {
  after,
  type Happening,
  isFinished,
  type Moment,
  next,
  nextWaking,
  type Queue,
  type Refusal,
  totals,
  type Work,
} from './queue'

/** What an upload needs of the world outside. */
export interface Edges {
  /** The SHA-256 of a file, as hex. */
  hash: (file: File) => Promise<string>
  /** Which of these hashes are here already. */
  check: (hashes: readonly string[]) => Promise<readonly string[]>
  send: (
    file: File,
    sha256: string,
    about: About,
    onProgress: (sent: number) => void,
    stop: AbortSignal,
  ) => Promise<Stored>
  now: () => number
}

/** What the service said of a file that it has now. */
export interface Stored {
  isNew: boolean
  hasLocation: boolean
}

/** The uploads of an event at one moment. `waiting`: files that were chosen, of which nobody has said yet where they are from. */
export interface Uploads {
  queue: Queue
  waiting: readonly File[]
  isHeld: boolean
}

const PACE_WINDOW_MS = 20_000
const UNREADABLE: Refusal = {
  sentence:
    'Your browser could not read this file. It may have been moved, or is still being copied. Choose it again.',
  reasons: [],
}
const NOT_A_PICTURE: Refusal = {
  sentence:
    'This is not a photograph or a video. JPEG, PNG, WebP, HEIC and TIFF can be added, and MP4 and MOV videos.',
  reasons: [],
}

/** Runs one event's queue: starts what is next, tells listeners of each change. The queue itself decides everything. */
export class Uploader {
  #now: Uploads = { queue: [], waiting: [], isHeld: false }
  #moments: Moment[] = []
  #files = new Map<string, File>()
  #stop = new AbortController()
  #listeners = new Set<() => void>()
  #alarm: ReturnType<typeof setTimeout> | undefined
  #lastId = 0
  readonly #edges: Edges

  constructor(edges: Edges) {
    this.#edges = edges
  }

  /** How things are: the same value until something happens. */
  get now(): Uploads {
    return this.#now
  }

  get queue(): Queue {
    return this.#now.queue
  }

  /** The recent pace, for the time left. */
  get moments(): readonly Moment[] {
    return this.#moments
  }

  get isBusy(): boolean {
    return this.queue.some((item) => !isFinished(item))
  }

  /** Whether leaving the page would lose something that somebody chose. */
  get isUnfinished(): boolean {
    return this.isBusy || this.#now.waiting.length > 0
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Files were chosen. Nothing is read or sent before somebody has said where they are from. */
  choose(files: readonly File[]): void {
    this.#becomes({ waiting: [...this.#now.waiting, ...files] })
  }

  /** Where the chosen files are from, and with whose device they were taken: now they are sent. */
  answer(about: About): void {
    const files = this.#now.waiting
    this.discard()
    this.add(files, about)
  }

  /** The chosen files aren't to be sent. */
  discard(): void {
    this.#becomes({ waiting: [] })
  }

  /** Adds files to what is under way; when nothing is, they begin a new list. */
  add(files: readonly File[], about: About): void {
    if (!this.isBusy) this.dismiss()
    const chosen = files.map((file) => ({ id: this.#newId(file), name: file.name, size: file.size, about }))
    this.#happened({ is: 'chosen', files: chosen })
    const ids = chosen.filter(({ id }) => !mayBePicture(this.#file(id))).map(({ id }) => id)
    this.#happened({ is: 'refused', ids, why: NOT_A_PICTURE })
    this.#proceed()
  }

  cancel(): void {
    this.#stop.abort()
    this.#stop = new AbortController()
    this.#becomes({ isHeld: false })
    this.#happened({ is: 'cancelled' })
  }

  dismiss(): void {
    this.#happened({ is: 'dismissed' })
  }

  /** Nothing more is sent after what is on its way, until `goOn`. */
  hold(): void {
    this.#becomes({ isHeld: true })
  }

  goOn(): void {
    this.#moments = []
    this.#becomes({ isHeld: false })
    this.online()
  }

  /** The connection is back. */
  online(): void {
    this.#happened({ is: 'online' })
    this.#proceed()
  }

  /** Whoever chose the files is signed in again. */
  signedIn(): void {
    this.#happened({ is: 'signed_in' })
    this.#proceed()
  }

  #newId(file: File): string {
    this.#lastId += 1
    const id = String(this.#lastId)
    this.#files.set(id, file)
    return id
  }

  #file(id: string): File {
    const file = this.#files.get(id)
    if (file === undefined) throw new Error(`file ${id} is not in the queue`)
    return file
  }

  #happened(happening: Happening): void {
    this.#becomes({ queue: after(this.queue, happening) })
  }

  #becomes(change: Partial<Uploads>): void {
    this.#now = { ...this.#now, ...change }
    for (const listener of this.#listeners) listener()
  }

  #proceed(): void {
    for (const work of next(this.queue)) if (!this.#now.isHeld || work.do === 'hash') void this.#do(work)
    clearTimeout(this.#alarm)
    const waking = nextWaking(this.queue)
    if (waking !== null) this.#alarm = setTimeout(() => this.#wake(), Math.max(0, waking - this.#edges.now()))
  }

  #wake(): void {
    this.#happened({ is: 'woke', now: this.#edges.now() })
    this.#proceed()
  }

  async #do(work: Work): Promise<void> {
    if (work.do === 'hash') await this.#hash(work.id)
    if (work.do === 'check') await this.#check(work.ids)
    if (work.do === 'send') await this.#send(work.id)
    this.#proceed()
  }

  async #hash(id: string): Promise<void> {
    this.#happened({ is: 'hashing', id })
    try {
      this.#happened({ is: 'hashed', id, sha256: await this.#edges.hash(this.#file(id)) })
    } catch {
      this.#happened({ is: 'refused', ids: [id], why: UNREADABLE })
    }
  }

  async #check(ids: readonly string[]): Promise<void> {
    this.#happened({ is: 'checking', ids })
    try {
      const here = await this.#edges.check(ids.map((id) => this.#read(id).sha256))
      this.#happened({ is: 'checked', ids, here: new Set(here) })
    } catch (thrown) {
      this.#failed(ids, thrown)
    }
  }

  async #send(id: string): Promise<void> {
    this.#happened({ is: 'sending', id })
    const onProgress = (sent: number) => {
      this.#happened({ is: 'progressed', id, sent })
      this.#notePace()
    }
    try {
      const { sha256, about } = this.#read(id)
      const stored = await this.#edges.send(this.#file(id), sha256, about, onProgress, this.#stop.signal)
      this.#happened({ is: 'stored', id, ...stored })
    } catch (thrown) {
      this.#failed([id], thrown)
    }
  }

  #read(id: string): { sha256: string; about: About } {
    const item = this.queue.find((each) => each.id === id)
    if (!item?.sha256) throw new Error(`file ${id} has no hash yet`)
    return { sha256: item.sha256, about: item.about }
  }

  #failed(ids: readonly string[], thrown: unknown): void {
    const problem = asProblem(thrown)
    const why = { sentence: problem.message, reasons: problem.reasons }
    if (problem.status === 401) this.#happened({ is: 'signed_out', ids })
    else if (!problem.mayPass) this.#happened({ is: 'refused', ids, why })
    else this.#happened({ is: 'stumbled', ids, now: this.#edges.now(), waitSeconds: problem.retryAfter, why })
  }

  #notePace(): void {
    const now = this.#edges.now()
    this.#moments = [
      ...this.#moments.filter((moment) => moment.at > now - PACE_WINDOW_MS),
      { at: now, sent: totals(this.queue).bytesSent },
    ]
  }
}

/** Whether a file is worth sending; the service looks at its content. Some systems name no type. */
function mayBePicture(file: File): boolean {
  return /^($|application\/octet-stream$|image\/|video\/)/.test(file.type)
}
