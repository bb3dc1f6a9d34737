/** Which column of another system's file is which of ours, while somebody says so. Pure. */
import type { DateOrder, FileColumn, FileLook, MappingChoices, MappingSource } from '../api/types'

export interface OurColumn {
  column: string
  label: string
  kind: 'text' | 'name' | 'date' | 'yes-no' | 'language'
  isNeeded: boolean
  /** Words that may stand for every row, where the file has no such column. */
  sameForAll?: readonly string[]
}

export const MOST_GUARDIANS = 4

export const OF_CHILD: readonly OurColumn[] = [
  { column: 'ref', label: 'Number or code (such as the UPN)', kind: 'text', isNeeded: true },
  { column: 'first_name', label: 'First name', kind: 'name', isNeeded: true },
  { column: 'last_name', label: 'Last name', kind: 'name', isNeeded: true },
  { column: 'known_as', label: 'Known as, if not the first name', kind: 'name', isNeeded: false },
  { column: 'born_on', label: 'Date of birth', kind: 'date', isNeeded: true },
  { column: 'class', label: 'Class', kind: 'text', isNeeded: true },
  { column: 'left_on', label: 'Day of leaving', kind: 'date', isNeeded: false },
  { column: 'looked_after', label: 'Looked after (in care)', kind: 'yes-no', isNeeded: false },
]

/** What we ask of a child's first, second … parent or carer. */
export function ofGuardian(place: number): readonly OurColumn[] {
  const of = (part: string) => `guardian_${place}_${part}`
  return [
    { column: of('name'), label: 'Name', kind: 'text', isNeeded: true },
    {
      column: of('relationship'),
      label: 'Relationship',
      kind: 'text',
      isNeeded: true,
      sameForAll: ['parent or carer', 'mother', 'father'],
    },
    {
      column: of('responsibility'),
      label: 'Has parental responsibility',
      kind: 'yes-no',
      isNeeded: false,
      sameForAll: ['yes', 'no'],
    },
    { column: of('email'), label: 'E-mail', kind: 'text', isNeeded: false },
    { column: of('phone'), label: 'Phone', kind: 'text', isNeeded: false },
    { column: of('language'), label: 'Language', kind: 'language', isNeeded: false },
    { column: of('no_contact'), label: 'Must not be contacted', kind: 'yes-no', isNeeded: false },
    {
      column: of('local_authority'),
      label: 'The local authority’s social worker',
      kind: 'yes-no',
      isNeeded: false,
    },
    { column: of('ref'), label: 'Their own number', kind: 'text', isNeeded: false },
  ]
}

export interface Mapping {
  sources: Readonly<Record<string, MappingSource>>
  dates: DateOrder | null
  name: string
}

/** What was said about such files before, else what we suggest. */
export function startOf(look: FileLook): Mapping {
  const before = look.remembered?.choices.kind === 'csv' ? look.remembered.choices : null
  const sources = before?.sources ?? look.suggested
  return {
    sources: Object.fromEntries(sources.map((source) => [source.column, source])),
    dates: before?.dates ?? look.suggested_dates,
    name: look.remembered?.name ?? '',
  }
}

/** The same with a column of ours taken from there; from nowhere: left out. */
export function withSource(mapping: Mapping, column: string, source: Partial<MappingSource> | null): Mapping {
  const { [column]: before, ...others } = mapping.sources
  if (source === null) return { ...mapping, sources: others }
  const blank: MappingSource = { column, from_columns: [], fixed: null, part: 'whole', words: {} }
  return { ...mapping, sources: { ...others, [column]: { ...blank, ...before, ...source } } }
}

/** How many parents and carers the file seems to have in a row. */
export function guardiansIn(mapping: Mapping): number {
  const places = Object.keys(mapping.sources).map((column) => Number(/^guardian_(\d)/.exec(column)?.[1] ?? 0))
  return Math.max(1, ...places)
}

/** The orders in which every date of the chosen columns can be read. */
export function dateOrders(mapping: Mapping, columns: readonly FileColumn[]): readonly DateOrder[] {
  const chosen = ['born_on', 'left_on'].flatMap((column) => mapping.sources[column]?.from_columns ?? [])
  const orders = chosen.map((name) => columns.find((column) => column.name === name)?.date_orders ?? [])
  const dated = orders.filter((each) => each.length > 0)
  return (['day-month-year', 'month-day-year', 'year-month-day'] as const).filter(
    (order) => dated.length > 0 && dated.every((each) => each.includes(order)),
  )
}

/** What is still to be said, in words; nothing: it can be used. */
export function stillToSay(mapping: Mapping): string[] {
  const needed = OF_CHILD.filter(({ isNeeded }) => isNeeded)
  const people = Array.from({ length: MOST_GUARDIANS }, (_, place) => place + 1).flatMap((place) =>
    ofGuardian(place).some(({ column }) => mapping.sources[column])
      ? ofGuardian(place)
          .filter(({ isNeeded }) => isNeeded)
          .map((one) => ({ ...one, label: `${one.label} of parent or carer ${place}` }))
      : [],
  )
  const missing = [...needed, ...people].filter(({ column }) => !mapping.sources[column])
  return [
    ...missing.map(({ label }) => label),
    ...(mapping.dates === null ? ['How dates are written'] : []),
    ...(mapping.name.trim() === '' ? ['A name for these choices'] : []),
  ]
}

/** As the API takes it. */
export function choicesOf(mapping: Mapping, dates: DateOrder): MappingChoices {
  return { kind: 'csv', sources: Object.values(mapping.sources), dates }
}

/** A date of the file as somebody would read it in that order, so that a wrong one shows: '3 April 2016'. */
export function readAs(text: string, order: DateOrder): string | null {
  const parts = text.split(/[-/. ]/)
  const by = Object.fromEntries(order.split('-').map((part, place) => [part, Number(parts[place])]))
  const at = new Date(Date.UTC(by.year ?? 0, (by.month ?? 0) - 1, by.day ?? 0))
  if (Number.isNaN(at.getTime())) return null
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
