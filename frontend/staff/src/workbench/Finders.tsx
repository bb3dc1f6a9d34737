import { useMemo, useState } from 'react'
import { asProblem } from '../api/problem'
import type { Adult } from '../api/types'
import { count } from '../parts/wording'
import { children, fold, matching, type Candidate, type Hit, type Suggested } from './finder'
import type { Suggestions } from './queries'
import { FinderBox, type Option } from './FinderBox'
import { namedHere, type Person, type Resolved } from './person'
import type { Workbench } from './people'
import { useAdults, useNewAdult, useSchoolSearch } from './queries'
import { nameOf, REASONS } from './words'

export interface FinderUse {
  bench: Workbench
  person: Person
  /** Null until they are known. */
  suggestions: Suggestions | null
  /** The children who take part in the event. */
  participants: readonly Candidate[]
  /** The letter that opened it. */
  first: string
  /** The ids of the children named last, newest first. */
  recent: readonly string[]
  onResolved(is: Resolved): void
  onClose(back: boolean): void
}

/** Which child is it? Whom the event's pictures suggest first, then who takes part, then the rest of the school. */
export function ChildFinder(use: FinderUse) {
  const { bench, person, participants, first, recent, onResolved, onClose } = use
  const [typed, setTyped] = useState(first)
  const suggested = useFirst(use.suggestions, typed === '')?.children
  const { found, searching } = useSchoolSearch(typed)
  const present = useMemo(() => namedHere(bench.people, person.key), [bench.people, person.key])
  const waits = !suggested && typed === ''
  const hits = useMemo(
    () =>
      waits
        ? []
        : children(typed, { suggested: suggested ?? [], participants, school: found, recent, present }),
    [waits, typed, suggested, participants, found, recent, present],
  )
  return (
    <FinderBox
      title={`Who is ${nameOf(person).toLowerCase()}?`}
      hint="Type a name"
      typed={typed}
      options={hits.map((hit) => asOption(hit, present.get(hit.id)))}
      note={waits ? 'Loading …' : childNote(typed, hits.length, searching)}
      digits
      about={person}
      onTyped={setTyped}
      onPick={(id) => {
        const child = hits.find((hit) => hit.id === id)
        if (child) onResolved({ resolution: 'child', child: { id, name: child.name } })
      }}
      onClose={onClose}
    />
  )
}

function asOption({ id, name, detail, takesPart, why }: Hit, taken: Person | undefined): Option {
  const cause = taken ? takenBy(taken) : why
  const remarks = [detail, !takesPart && 'not on the event’s list', cause]
  return { id, name, detail: remarks.filter(Boolean).join(' · ') || null, isTaken: taken !== undefined }
}

/** The suggestions as they first came while `mayCome`: a list that somebody looks at must not change under the key of a digit. */
function useFirst(now: Suggestions | null, mayCome: boolean): Suggestions | null {
  const [first, setFirst] = useState(now)
  if (!first && now && mayCome) setFirst(now)
  return first
}

/** Nobody is two people in one picture: whoever takes the name here takes it from there. */
function takenBy(person: Person): string {
  return `is ${nameOf(person).toLowerCase()} already`
}

function childNote(typed: string, found: number, searching: boolean): string {
  if (searching) return found ? 'Looking in the whole school too …' : 'Looking in the whole school …'
  if (found) return count(found, 'child fits', 'children fit')
  return typed ? 'No child of this school fits.' : 'Type a name to look in the whole school.'
}

const NEW = 'new'

/** Which adult is it? One who isn't known yet can be added on the spot. */
export function AdultFinder({ bench, person, suggestions, first, onResolved, onClose }: FinderUse) {
  const [typed, setTyped] = useState(first)
  const suggested = useFirst(suggestions, typed === '')?.adults ?? []
  const adults = useAdults()
  const add = useNewAdult()
  const present = namedHere(bench.people, person.key)
  const hits = matching(typed, likelyFirst(adults.data ?? [], suggested))
  const isKnown = hits.some(({ name }) => fold(name) === fold(typed))
  const fresh =
    fold(typed) && adults.data && !isKnown
      ? [{ id: NEW, name: `Add ‘${typed.trim()}’`, detail: 'a new adult' }]
      : []
  const pick = async (id: string) => {
    const known = adults.data?.find((each) => each.id === id)
    const adult = known ?? (await add.mutateAsync(typed.trim()).catch(() => null))
    if (adult) onResolved({ resolution: 'adult', adult })
  }
  return (
    <FinderBox
      title={`Which adult is ${nameOf(person).toLowerCase()}?`}
      hint="Type a name"
      typed={typed}
      options={[...hits.map((hit) => asAdult(hit, present.get(hit.id))), ...fresh]}
      note={adultNote(adults.isPending, add.error ?? adults.error)}
      digits
      about={person}
      onTyped={setTyped}
      onPick={(id) => void pick(id)}
      onClose={onClose}
    />
  )
}

/** Whom the event's pictures suggest first, then the others. */
function likelyFirst(adults: readonly Adult[], suggested: readonly Suggested[]): Suggested[] {
  const known = new Map(adults.map(({ id, name }) => [id, { id, name, detail: null, why: '' }]))
  const likely = suggested.filter(({ id }) => known.delete(id))
  return [...likely, ...known.values()]
}

function asAdult({ id, name, why }: Suggested, taken: Person | undefined): Option {
  return { id, name, detail: (taken ? takenBy(taken) : why) || null, isTaken: taken !== undefined }
}

function adultNote(loading: boolean, thrown: unknown): string | null {
  if (thrown) return asProblem(thrown).message
  return loading ? 'Loading …' : null
}

/** Why can nobody tell who it is? The usual reasons by one key, or own words. */
export function ReasonFinder({ person, onResolved, onClose }: FinderUse) {
  const [typed, setTyped] = useState('')
  const usual = matching(
    typed,
    REASONS.map((name) => ({ id: name, name, detail: null })),
  )
  const own = typed.trim() ? [{ id: typed.trim(), name: typed.trim(), detail: 'in your words' }] : []
  const options = usual.some(({ id }) => fold(id) === fold(typed)) ? usual : [...usual, ...own]
  return (
    <FinderBox
      title={`Why can nobody tell who ${nameOf(person).toLowerCase()} is?`}
      hint="Choose, or use your own words"
      typed={typed}
      options={options}
      note={null}
      digits={false}
      about={person}
      onTyped={setTyped}
      onPick={(reason) => onResolved({ resolution: 'not_identifiable', reason })}
      onClose={onClose}
    />
  )
}
