import { useMemo, useState } from 'react'
import { asProblem } from '../api/problem'
import { count } from '../parts/wording'
import { children, fold, matching, type Candidate, type Hit } from './finder'
import { FinderBox, type Option } from './FinderBox'
import { childrenNamed, type Person, type Resolved } from './person'
import type { Workbench } from './people'
import { useAdults, useNewAdult, useSchoolSearch } from './queries'
import { nameOf, REASONS } from './words'

export interface FinderUse {
  bench: Workbench
  person: Person
  /** The children who take part in the event. */
  participants: readonly Candidate[]
  /** The letter that opened it. */
  first: string
  /** The ids of the children named last, newest first. */
  recent: readonly string[]
  onResolved(is: Resolved): void
  onClose(back: boolean): void
}

/** Which child is it? Who takes part in the event first, then the rest of the school. */
export function ChildFinder({ bench, person, participants, first, recent, onResolved, onClose }: FinderUse) {
  const [typed, setTyped] = useState(first)
  const { found, searching } = useSchoolSearch(typed)
  const present = useMemo(() => childrenNamed(bench.people, person.key), [bench.people, person.key])
  const hits = useMemo(
    () => children(typed, { participants, school: found, recent, present }),
    [typed, participants, found, recent, present],
  )
  return (
    <FinderBox
      title={`Who is ${nameOf(person).toLowerCase()}?`}
      hint="Type a name"
      typed={typed}
      options={hits.map(asOption)}
      note={childNote(typed, hits.length, searching)}
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

function asOption({ id, name, detail, takesPart, present }: Hit): Option {
  const remarks = [detail, !takesPart && 'not on the event’s list', present && 'already in this picture']
  return { id, name, detail: remarks.filter(Boolean).join(' · ') || null }
}

function childNote(typed: string, found: number, searching: boolean): string {
  if (searching) return found ? 'Looking in the whole school too …' : 'Looking in the whole school …'
  if (found) return count(found, 'child fits', 'children fit')
  return typed ? 'No child of this school fits.' : 'Type a name to look in the whole school.'
}

const NEW = 'new'

/** Which adult is it? One who isn't known yet can be added on the spot. */
export function AdultFinder({ person, first, onResolved, onClose }: FinderUse) {
  const [typed, setTyped] = useState(first)
  const adults = useAdults()
  const add = useNewAdult()
  const hits = matching(typed, adults.data ?? []).map(plain)
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
      options={[...hits, ...fresh]}
      note={adultNote(adults.isPending, add.error ?? adults.error)}
      digits
      about={person}
      onTyped={setTyped}
      onPick={(id) => void pick(id)}
      onClose={onClose}
    />
  )
}

function adultNote(loading: boolean, thrown: unknown): string | null {
  if (thrown) return asProblem(thrown).message
  return loading ? 'Loading …' : null
}

function plain({ id, name }: { id: string; name: string }): Option {
  return { id, name, detail: null }
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
