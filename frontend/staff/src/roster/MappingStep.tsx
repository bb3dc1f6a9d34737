import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { DateOrder, FileColumn, FileLook, MappingSource, RosterMapping } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { remember } from './imports'
import { LANGUAGES } from './languages'
import {
  choicesOf,
  dateOrders,
  guardiansIn,
  type Mapping,
  MOST_GUARDIANS,
  OF_CHILD,
  ofGuardian,
  type OurColumn,
  readAs,
  startOf,
  stillToSay,
  withSource,
} from './mapping'
import styles from './MappingStep.module.css'

const FIXED = 'fixed:'
const WORDS: Partial<Record<OurColumn['kind'], readonly string[]>> = {
  'yes-no': ['yes', 'no'],
  language: LANGUAGES.map(([code]) => code),
}
const ORDERS: Record<DateOrder, string> = {
  'day-month-year': 'day, month, year',
  'month-day-year': 'month, day, year',
  'year-month-day': 'year, month, day',
}

/** Somebody says which column of another system's file is which of ours; it is kept for the next file. */
export function MappingStep({ look, onSaid }: { look: FileLook; onSaid: (said: RosterMapping) => void }) {
  const [mapping, setMapping] = useState(() => startOf(look))
  const [places, setPlaces] = useState(() => guardiansIn(mapping))
  const saving = useMutation({
    mutationFn: (dates: DateOrder) =>
      remember(look.fingerprint ?? '', mapping.name.trim(), choicesOf(mapping, dates)),
    onSuccess: onSaid,
  })
  const missing = stillToSay(mapping)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (mapping.dates !== null && missing.length === 0) saving.mutate(mapping.dates)
  }
  const group = { mapping, columns: look.columns, onChange: setMapping }
  return (
    <section className="card" aria-labelledby="mapping-heading">
      <h2 id="mapping-heading">2. Say which column is which</h2>
      <p>
        {look.remembered
          ? `These are the choices that were kept as ‘${look.remembered.name}’ for files with the same columns.`
          : 'This file has columns of its own. We filled in what we recognise: please check each.'}
      </p>
      <form onSubmit={submit}>
        <Group legend="The child" ours={OF_CHILD} {...group} />
        <DateChoice {...group} />
        {Array.from({ length: places }, (_, place) => (
          <Group
            key={place}
            legend={`Parent or carer ${place + 1}`}
            ours={ofGuardian(place + 1)}
            {...group}
          />
        ))}
        {places < MOST_GUARDIANS && (
          <p>
            <button type="button" className="small" onClick={() => setPlaces(places + 1)}>
              The file has another parent or carer
            </button>
          </p>
        )}
        <Field
          label="Keep these choices as"
          hint="Such as the name of the system. They are offered for the next file."
        >
          <input
            value={mapping.name}
            maxLength={200}
            autoComplete="off"
            onChange={({ target }) => setMapping({ ...mapping, name: target.value })}
          />
        </Field>
        {missing.length > 0 && <p role="status">Still to say: {missing.join('; ')}.</p>}
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <button type="submit" className="primary" disabled={saving.isPending || missing.length > 0}>
          Show what would change
        </button>
      </form>
    </section>
  )
}

interface GroupProps {
  mapping: Mapping
  columns: readonly FileColumn[]
  onChange: (mapping: Mapping) => void
}

function Group({ legend, ours, ...group }: GroupProps & { legend: string; ours: readonly OurColumn[] }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className={styles.grid}>
        {ours.map((one) => (
          <OneColumn key={one.column} ours={one} {...group} />
        ))}
      </div>
    </fieldset>
  )
}

function OneColumn({ ours, mapping, columns, onChange }: GroupProps & { ours: OurColumn }) {
  const source = mapping.sources[ours.column]
  const set = (change: Partial<MappingSource> | null) => onChange(withSource(mapping, ours.column, change))
  const choose = (value: string) => {
    if (value === '') set(null)
    else if (value.startsWith(FIXED)) set({ from_columns: [], fixed: value.slice(FIXED.length), words: {} })
    else set({ from_columns: [value], fixed: null, words: {} })
  }
  const from = source?.from_columns ?? []
  const fixed = source?.fixed ?? null
  const column = columns.find(({ name }) => name === from[0])
  return (
    <div className={styles.one}>
      <Field label={ours.isNeeded ? ours.label : `${ours.label} (if the file has it)`}>
        <select
          value={fixed === null ? (from[0] ?? '') : `${FIXED}${fixed}`}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">Not in this file</option>
          {columns.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
          {ours.sameForAll?.map((words) => (
            <option key={words} value={`${FIXED}${words}`}>
              The same for everybody: {words}
            </option>
          ))}
        </select>
      </Field>
      {column && <Samples column={column} />}
      {source && column && (
        <More ours={ours} source={source} column={column} columns={columns} onChange={set} />
      )}
    </div>
  )
}

function Samples({ column }: { column: FileColumn }) {
  const shown = column.values.filter(Boolean).slice(0, 3)
  return (
    <p className={`soft ${styles.samples}`}>
      {shown.length === 0 ? 'Always empty' : `Such as: ${shown.join(' · ')}`}
    </p>
  )
}

interface MoreProps {
  ours: OurColumn
  source: MappingSource
  column: FileColumn
  columns: readonly FileColumn[]
  onChange: (change: Partial<MappingSource>) => void
}

/** What else there is to say about a column: which part of a name, a second column, what its words mean. */
function More({ ours, source, column, columns, onChange }: MoreProps) {
  if (ours.kind === 'name') return <NamePart source={source} onChange={onChange} />
  if (ours.column.endsWith('_name'))
    return <SecondName source={source} columns={columns} onChange={onChange} />
  const meanings = WORDS[ours.kind]
  return meanings ? (
    <Meanings
      meanings={meanings}
      mayBeSilent={!ours.column.endsWith('_responsibility')}
      source={source}
      column={column}
      onChange={onChange}
    />
  ) : null
}

function NamePart({ source, onChange }: Pick<MoreProps, 'source' | 'onChange'>) {
  return (
    <Field label="Which part of it">
      <select
        value={source.part ?? 'whole'}
        onChange={({ target }) => onChange({ part: target.value as NonNullable<MappingSource['part']> })}
      >
        <option value="whole">All of it</option>
        <option value="before_comma">Before the comma (Khan in ‘Khan, Amira’)</option>
        <option value="after_comma">After the comma (Amira in ‘Khan, Amira’)</option>
      </select>
    </Field>
  )
}

function SecondName({ source, columns, onChange }: Pick<MoreProps, 'source' | 'columns' | 'onChange'>) {
  const [first = '', second = ''] = source.from_columns ?? []
  return (
    <Field label="Followed by">
      <select
        value={second}
        onChange={({ target }) => onChange({ from_columns: [first, target.value].filter(Boolean) })}
      >
        <option value="">Nothing else</option>
        {columns.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </Field>
  )
}

interface MeaningsProps extends Pick<MoreProps, 'source' | 'column' | 'onChange'> {
  meanings: readonly string[]
  /** Whether a word of the file may say nothing. */
  mayBeSilent: boolean
}

function Meanings({ meanings, mayBeSilent, source, column, onChange }: MeaningsProps) {
  const id = useId()
  const words = source.words ?? {}
  if (column.has_more) {
    return (
      <p className="wrong">This column has too many different words. It has to say {meanings.join(', ')}.</p>
    )
  }
  const mean = (said: string, ours: string) => {
    const { [said]: _, ...others } = words
    onChange({ words: ours === 'unsaid' ? others : { ...others, [said]: ours === 'silent' ? '' : ours } })
  }
  return (
    <div className={styles.meanings}>
      {column.values.map((said) => (
        <div key={said} className={styles.meaning}>
          <label htmlFor={`${id}-${said}`}>{said === '' ? 'An empty cell means' : `‘${said}’ means`}</label>
          <select
            id={`${id}-${said}`}
            value={said in words ? words[said] || 'silent' : 'unsaid'}
            onChange={({ target }) => mean(said, target.value)}
          >
            <option value="unsaid">Please choose</option>
            {meanings.map((one) => (
              <option key={one}>{one}</option>
            ))}
            {mayBeSilent && <option value="silent">nothing: leave it as it is</option>}
          </select>
        </div>
      ))}
    </div>
  )
}

/** Nothing is chosen beforehand where dates can be read in two ways. */
function DateChoice({ mapping, columns, onChange }: GroupProps) {
  const orders = dateOrders(mapping, columns)
  const born = columns.find(({ name }) => name === mapping.sources.born_on?.from_columns?.[0])
  if (!born) return null
  const sample = born.values.find(Boolean) ?? ''
  if (orders.length === 0) {
    return (
      <div className="notice" data-tone="bad">
        <p>Not every date in ‘{born.name}’ can be read in the same order. Is it the right column?</p>
      </div>
    )
  }
  return (
    <fieldset>
      <legend>How are dates written?</legend>
      {orders.map((order) => (
        <label className="choice" key={order}>
          <input
            type="radio"
            name="dates"
            checked={mapping.dates === order}
            onChange={() => onChange({ ...mapping, dates: order })}
          />
          <span>
            {ORDERS[order]}{' '}
            {readAs(sample, order) && (
              <span className="soft">
                ‘{sample}’ is {readAs(sample, order)}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
