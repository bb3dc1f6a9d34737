import UFuzzy from '@leeoniya/ufuzzy'

/** Somebody or something that the finder can offer. */
export interface Candidate {
  id: string
  name: string
  /** What tells two of the same name apart: the class, say. */
  detail: string | null
}

/** Somebody whom the service suggests for the open faces of a picture, and what speaks for it. */
export interface Suggested extends Candidate {
  why: string
}

/** What is known when a child is looked for. Ids in `recent` stand newest first. */
export interface Around {
  /** The most likely first. */
  suggested: readonly Suggested[]
  participants: readonly Candidate[]
  /** What the server found in the whole school, in its order. */
  school: readonly Candidate[]
  recent: readonly string[]
  /** The children who are named in this picture already. */
  present: Pick<ReadonlySet<string>, 'has'>
}

export interface Hit extends Candidate {
  takesPart: boolean
  present: boolean
  /** What speaks for it, in a few words; empty where nothing does. */
  why: string
}

const WORDS = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
} satisfies UFuzzy.Options

const asTyped = new UFuzzy(WORDS)
const withOneSlip = new UFuzzy({ ...WORDS, intraMode: 1 })

/** How many words of a query may stand in another order than in the name. */
const WORDS_IN_ANY_ORDER = 4

/** Letters that no decomposition takes apart. */
const LETTERS: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}

/** Lower case, without accents and apostrophes, hyphens as spaces: 'Zoë O’Brien-Łuk' is 'zoe obrien luk'. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}'’ʼ`]/gu, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim()
}

/** The candidates that fit the query, best first: as typed, or, if nothing fits, with one slip in each word. */
export function matching<T extends { name: string }>(query: string, candidates: readonly T[]): T[] {
  const needle = fold(query)
  if (!needle) return [...candidates]
  const names = candidates.map(({ name }) => fold(name))
  const found = search(asTyped, names, needle) ?? search(withOneSlip, names, needle) ?? []
  return found.flatMap((index) => candidates[index] ?? [])
}

function search(fuzzy: UFuzzy, names: string[], needle: string): number[] | null {
  const [found, info, order] = fuzzy.search(names, needle, WORDS_IN_ANY_ORDER)
  if (!found?.length) return null
  return info && order ? order.flatMap((place) => info.idx[place] ?? []) : found
}

/**
 * The children to offer for a query, best first.
 *
 * Whom the service suggests and who takes part in the event come before the rest of the school; among them those whose
 * name begins so, then as suggested, then those named on the last photos. Who is in the picture already comes last.
 */
export function children(query: string, around: Around): Hit[] {
  const likely = [...around.suggested, ...around.participants]
  const here = matching(query, once(likely)).map((child) => hit(child, around))
  const known = new Set(likely.map(({ id }) => id))
  const elsewhere = fold(query) ? around.school.filter(({ id }) => !known.has(id)) : []
  const hits = [...here, ...elsewhere.map((child) => hit(child, around))]
  const places = new Map(around.suggested.map(({ id }, place) => [id, place]))
  return byRank(hits, (child) => [
    Number(child.present),
    Number(!known.has(child.id)),
    Number(!beginsSo(query, child.name)),
    places.get(child.id) ?? Infinity,
    child.takesPart ? recency(child.id, around.recent) : 0,
  ])
}

/** Each once, where it stands first. */
function once(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.toReversed().map((each) => [each.id, each])).values()].toReversed()
}

function hit(child: Candidate, { suggested, participants, present }: Around): Hit {
  return {
    id: child.id,
    name: child.name,
    detail: child.detail,
    takesPart: participants.some(({ id }) => id === child.id),
    present: present.has(child.id),
    why: suggested.find(({ id }) => id === child.id)?.why ?? '',
  }
}

function beginsSo(query: string, name: string): boolean {
  const starts = fold(query).split(' ')
  const words = fold(name).split(' ')
  return starts.every((start) => words.some((word) => word.startsWith(start)))
}

function recency(id: string, recent: readonly string[]): number {
  const place = recent.indexOf(id)
  return place < 0 ? Infinity : place
}

/** Sorted by the first rank that differs; what ranks the same keeps its order. */
function byRank<T>(items: readonly T[], ranks: (item: T) => number[]): T[] {
  return items
    .map((item) => ({ item, ranks: ranks(item) }))
    .toSorted((a, b) => firstDifference(a.ranks, b.ranks))
    .map(({ item }) => item)
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  for (const [place, rank] of a.entries()) {
    const other = b[place] ?? 0
    if (rank !== other) return rank < other ? -1 : 1
  }
  return 0
}
