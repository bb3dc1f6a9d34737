/**
 * What the phone keeps until the service has it: in IndexedDB, each person's under a key of their own that no script can
 * read out. It stays when the browser is killed, and when the sign-in ends.
 */
import type { NewCapture } from '../../api/types'
import { ownerOf, type Person } from './person'

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
const AES = 'AES-GCM'
const IV_BYTES = 12

/** Keep a log; once this is done, it stays. */
export async function keep(owner: string, log: NewCapture): Promise<void> {
  const key = await keyOf(owner)
  const sealed = await seal(key, log)
  const row: WaitingRow = { id: log.id, owner, since: log.logged_at, ...sealed }
  await write(WAITING, (rows) => rows.put(row))
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
  await write(WAITING, (rows) => rows.delete(id))
}

/** Who was signed in when there was last a signal. */
export async function lastPerson(): Promise<Person | null> {
  return (await read<Person | undefined>(NOTES, (rows) => rows.get(PERSON))) ?? null
}

export async function setLastPerson(person: Person): Promise<void> {
  await write(NOTES, (rows) => rows.put(person, PERSON))
}

/** Note something for this person, to have it with no signal; sealed as logs are. */
export async function setNote(person: Person, name: string, value: unknown): Promise<void> {
  const owner = ownerOf(person)
  const sealed = await seal(await keyOf(owner), value)
  await write(NOTES, (rows) => rows.put(sealed, `${name} ${owner}`))
}

export async function noteOf<Value>(person: Person, name: string): Promise<Value | null> {
  const owner = ownerOf(person)
  const sealed = await read<Sealed | undefined>(NOTES, (rows) => rows.get(`${name} ${owner}`))
  return sealed ? unseal<Value>(await keyOf(owner), sealed) : null
}

async function ofOwner(owner: string): Promise<WaitingRow[]> {
  const rows = await read<WaitingRow[]>(WAITING, (all) => all.index('owner').getAll(owner))
  return rows.toSorted((one, other) => one.since.localeCompare(other.since))
}

/** The person's key: made once. Of two that are made at the same time the first stays. */
async function keyOf(owner: string): Promise<CryptoKey> {
  const known = await read<KeyRow | undefined>(KEYS, (rows) => rows.get(owner))
  if (known) return known.key
  const key = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ['encrypt', 'decrypt'])
  await write(KEYS, (rows) => rows.add({ owner, key })).catch(() => undefined)
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
  const open = await database()
  return (await done(ask(open.transaction(store).objectStore(store)))) as Value
}

/** Gives when it is on the disk, not before. */
async function write(store: string, ask: (rows: IDBObjectStore) => IDBRequest): Promise<void> {
  const open = await database()
  const change = open.transaction(store, 'readwrite', { durability: 'strict' })
  const finished = new Promise<void>((resolve, reject) => {
    change.addEventListener('complete', () => resolve())
    change.addEventListener('abort', () => reject(change.error ?? new Error('Not kept.')))
  })
  ask(change.objectStore(store))
  await finished
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
  return done(request)
}

function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('Not read.')))
  })
}
