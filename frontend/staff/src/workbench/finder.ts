import UFuzzy from '@leeoniya/ufuzzy'

/** Somebody or something that the finder can offer. */
export interface Candidate {
  id: string
  name: string
  /** What tells two of the same name apart: the class, say. */
  detail: string | null
}

/** What is known when a child is looked for. Ids in `recent` stand newest first. */
export interface Around {
  participants: readonly Candidate[]
  /** What the server found in the whole school, in its order. */
  school: readonly Candidate[]
  recent: readonly string[]
  /** The children who are named in this picture already. */
  present: ReadonlySet<string>
}

export interface Hit extends Candidate {
  takesPart: boolean
  present: boolean
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
 * Who takes part in the event comes before the rest of the school; among them those whose name begins so, then
 * those named on the last photos. Who is in the picture already comes last.
 */
export function children(query: string, around: Around): Hit[] {
  const here = matching(query, around.participants).map((child) => hit(child, true, around))
  const known = new Set(around.participants.map(({ id }) => id))
  const elsewhere = fold(query) ? around.school.filter(({ id }) => !known.has(id)) : []
  const hits = [...here, ...elsewhere.map((child) => hit(child, false, around))]
  return byRank(hits, (child) => [
    Number(child.present),
    Number(!child.takesPart),
    Number(!beginsSo(query, child.name)),
    child.takesPart ? recency(child.id, around.recent) : 0,
  ])
}

function hit(child: Candidate, takesPart: boolean, around: Around): Hit {
  return { ...child, takesPart, present: around.present.has(child.id) }
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
