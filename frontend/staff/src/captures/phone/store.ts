/**
 * What the phone keeps until the service has it: in IndexedDB, each person's under a key of their own that no script can
 * read out. It stays when the browser is killed, and when the sign-in ends.
 */
import type { NewCapture } from '../../api/types'
import type { Draft } from './draft'
import { sorted } from './olderPhones'
import type { Person } from './person'

/** What isn't logged yet, as it was left, and when (ISO 8601). */
export interface Left {
  draft: Draft
  at: string
}

/** A log that waits, as long as nobody needs to read it. */
export interface Waiting {
  id: string
  since: string
}

interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  bytes: ArrayBuffer
}

interface WaitingRow extends Waiting, Sealed {
  owner: string
}

interface KeyRow {
  owner: string
  key: CryptoKey
}

const KEYS = 'keys'
const WAITING = 'waiting'
const NOTES = 'notes'
const PERSON = 'person'
const DRAFT = 'draft'
const AES = 'AES-GCM'
const IV_BYTES = 12

/** Whether this browser keeps anything sealed: a private window may not. */
export async function canKeep(owner: string): Promise<boolean> {
  return keyOf(owner).then(
    () => true,
    () => false,
  )
}

/** Keep a log; once this is done, it stays. What was left unlogged goes in the same step, so that it can't be logged twice. */
export function keep(owner: string, log: NewCapture): Promise<void> {
  return inTurn(async () => {
    const row: WaitingRow = {
      id: log.id,
      owner,
      since: log.logged_at,
      ...(await seal(await keyOf(owner), log)),
    }
    await write([WAITING, NOTES], (change) => {
      change.objectStore(WAITING).put(row)
      change.objectStore(NOTES).delete(nameOf(owner, DRAFT))
    })
  })
}

/** Leave what isn't logged yet; with `instead` of one that waits, which goes in the same step. */
export function leaveDraft(owner: string, left: Left, instead?: string): Promise<void> {
  return inTurn(async () => {
    const sealed = await seal(await keyOf(owner), left)
    await write([WAITING, NOTES], (change) => {
      if (instead) change.objectStore(WAITING).delete(instead)
      change.objectStore(NOTES).put(sealed, nameOf(owner, DRAFT))
    })
  })
}

/** Leave nothing. */
export function dropDraft(owner: string): Promise<void> {
  return inTurn(() => write([NOTES], (change) => change.objectStore(NOTES).delete(nameOf(owner, DRAFT))))
}

/** What was left unlogged; null where nothing was, or it can't be read any more. */
export function leftDraft(owner: string): Promise<Left | null> {
  return noteOf<Left>(owner, DRAFT).catch(() => null)
}

/** This person's that wait, the oldest first. */
export async function waitingFor(owner: string): Promise<Waiting[]> {
  const rows = await ofOwner(owner)
  return rows.map(({ id, since }) => ({ id, since }))
}

/** The words of one of them. */
export async function logOf(owner: string, id: string): Promise<NewCapture | null> {
  const row = (await ofOwner(owner)).find((each) => each.id === id)
  return row ? unseal<NewCapture>(await keyOf(owner), row) : null
}

/** Delete one: only once the service has said that it has it. */
export async function forget(id: string): Promise<void> {
  await write([WAITING], (change) => change.objectStore(WAITING).delete(id))
}

let remembered: Person | null = null

/** Who was signed in when there was last a signal; in a browser that keeps nothing, as long as the page is open. */
export async function lastPerson(): Promise<Person | null> {
  const kept = read<Person | undefined>(NOTES, (rows) => rows.get(PERSON))
  return kept.then(
    (person) => person ?? null,
    () => remembered,
  )
}

export async function setLastPerson(person: Person): Promise<void> {
  remembered = person
  await write([NOTES], (change) => change.objectStore(NOTES).put(person, PERSON)).catch(() => undefined)
}

/** Note something for this person, to have it with no signal; sealed as logs are. */
export async function setNote(owner: string, name: string, value: unknown): Promise<void> {
  const sealed = await seal(await keyOf(owner), value)
  await write([NOTES], (change) => change.objectStore(NOTES).put(sealed, nameOf(owner, name)))
}

export async function noteOf<Value>(owner: string, name: string): Promise<Value | null> {
  const sealed = await read<Sealed | undefined>(NOTES, (rows) => rows.get(nameOf(owner, name)))
  return sealed ? unseal<Value>(await keyOf(owner), sealed) : null
}

function nameOf(owner: string, name: string): string {
  return `${name} ${owner}`
}

let turn: Promise<unknown> = Promise.resolve()

/** One after the other, in the order in which they were asked for: sealing takes a moment, and the later of two must stay. */
function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const mine = turn.then(work, work)
  turn = mine
  return mine
}

async function ofOwner(owner: string): Promise<WaitingRow[]> {
  const rows = await read<WaitingRow[]>(WAITING, (all) => all.index('owner').getAll(owner))
  return sorted(rows, (one, other) => one.since.localeCompare(other.since))
}

/** The person's key: made once. Of two that are made at the same time the first stays. */
async function keyOf(owner: string): Promise<CryptoKey> {
  const known = await read<KeyRow | undefined>(KEYS, (rows) => rows.get(owner))
  if (known) return known.key
  const key = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ['encrypt', 'decrypt'])
  await write([KEYS], (change) => change.objectStore(KEYS).add({ owner, key })).catch(() => undefined)
  const kept = await read<KeyRow | undefined>(KEYS, (rows) => rows.get(owner))
  if (!kept) throw new Error('This browser keeps no keys.')
  return kept.key
}

async function seal(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return { iv, bytes: await crypto.subtle.encrypt({ name: AES, iv }, key, bytes) }
}

async function unseal<Value>(key: CryptoKey, { iv, bytes }: Sealed): Promise<Value> {
  const opened = await crypto.subtle.decrypt({ name: AES, iv }, key, bytes)
  return JSON.parse(new TextDecoder().decode(opened)) as Value
}

async function read<Value>(store: string, ask: (rows: IDBObjectStore) => IDBRequest): Promise<Value> {
  const look = await begun([store], 'readonly')
  return (await done(ask(look.objectStore(store)))) as Value
}

/** Gives when it is on the disk, not before. */
async function write(stores: string[], ask: (change: IDBTransaction) => void): Promise<void> {
  const change = await begun(stores, 'readwrite')
  const finished = new Promise<void>((resolve, reject) => {
    change.addEventListener('complete', () => resolve())
    change.addEventListener('abort', () => reject(change.error ?? new Error('Not kept.')))
  })
  ask(change)
  await finished
}

/** A transaction; where the system has closed the database meanwhile, as phones do to a page that sleeps, on one opened anew. */
async function begun(stores: string[], mode: IDBTransactionMode): Promise<IDBTransaction> {
  const begin = async () => (await database()).transaction(stores, mode, { durability: 'strict' })
  return begin().catch(() => {
    opened = undefined
    return begin()
  })
}

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= openDatabase().catch((thrown: unknown) => {
    opened = undefined
    throw thrown
  })
  return opened
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('captures', 1)
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(KEYS, { keyPath: 'owner' })
    request.result.createObjectStore(WAITING, { keyPath: 'id' }).createIndex('owner', 'owner')
    request.result.createObjectStore(NOTES)
  })
  const found = await done(request)
  // A later version of this page may want to change the database: it waits for whoever holds it open.
  found.addEventListener('versionchange', () => found.close())
  return found
}

function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('Not read.')))
  })
}
