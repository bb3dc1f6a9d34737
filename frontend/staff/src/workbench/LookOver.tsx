import { useState, type CSSProperties, type FormEvent } from 'react'
import { asProblem, type Problem } from '../api/problem'
import type { AppliedItem, Photo } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Loaded } from '../parts/Loaded'
import { count } from '../parts/wording'
import {
  asItem,
  canBeCounted,
  choices,
  corrected,
  looked,
  missing,
  saidCounted,
  saidRight,
  type Looked,
} from './lookover'
import { idOf, type People, type Person, type Resolved } from './person'
import { applyTo, usePhotos } from './queries'
import { firstNameOf, nameOf, saysWho, STATES } from './words'
import styles from './LookOver.module.css'

/** One picture that was applied: what it was, and what it is now. */
export interface Applied {
  one: Looked
  now: Photo
}

interface LookOverProps {
  photo: Photo
  people: People
  /** The ids of the pictures that are like it and still to do. */
  others: readonly string[]
  mayReview: boolean
  onApplied(applied: readonly Applied[]): void
  onClose(): void
}

/** The pictures that are like this one, each with the names it would get: to look at, correct, tick, and apply at once. */
export function LookOver({ photo, people, others, mayReview, onApplied, onClose }: LookOverProps) {
  const [ids] = useState(others)
  const photos = usePhotos(ids)
  return (
    <Dialog
      title={`Apply to the ${ids.length === 1 ? 'other one' : `${ids.length} others`} like this`}
      onClose={onClose}
    >
      <Loaded query={photos}>
        {(found) => (
          <LookForm
            model={people}
            photo={photo}
            photos={found}
            mayReview={mayReview}
            onApplied={onApplied}
            onClose={onClose}
          />
        )}
      </Loaded>
    </Dialog>
  )
}

type FormProps = Omit<LookOverProps, 'people' | 'others'> & { model: People; photos: readonly Photo[] }

function LookForm({ model, photo, photos, mayReview, onApplied, onClose }: FormProps) {
  const [all, setAll] = useState(() => photos.map((each) => looked(model, photo.file_name, each)))
  const { busy, problem, refused, apply } = useApply(photo, setAll, onApplied)
  const chosen = all.filter(({ isRight }) => isRight)
  const set = (one: Looked) => setAll(all.map((each) => (each.photo.id === one.photo.id ? one : each)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen.length > 0) void apply(chosen)
  }
  return (
    <form onSubmit={submit}>
      <p>
        The names are taken over by the place in the picture. Look at each picture: tick what is right,
        correct what is not. What you don’t tick stays as it is.
      </p>
      {all.map((one) => (
        <One
          key={one.photo.id}
          one={one}
          model={model}
          mayReview={mayReview}
          refused={refused}
          onChange={set}
        />
      ))}
      {problem && (
        <p className="notice" data-tone="bad" role="alert">
          {problem.message}
        </p>
      )}
      <div className={styles.foot}>
        <button type="submit" className="primary" disabled={chosen.length === 0 || busy}>
          {busy ? 'Applying …' : `Apply to ${count(chosen.length, 'picture')}`}
        </button>
        <button type="button" onClick={onClose}>
          Not now
        </button>
      </div>
    </form>
  )
}

type Refusals = ReadonlyMap<string, string>

/** Applies what was ticked. What was refused stays here, with its reason; the rest is done. */
function useApply(
  photo: Photo,
  setAll: (to: (all: Looked[]) => Looked[]) => void,
  onApplied: LookOverProps['onApplied'],
) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [refused, setRefused] = useState<Refusals>(new Map())
  const apply = async (chosen: readonly Looked[]) => {
    setBusy(true)
    setProblem(null)
    try {
      const items = await applyTo(photo, chosen.map(asItem))
      const done = appliedOf(chosen, items)
      const ids = new Set(done.map(({ now }) => now.id))
      setRefused(refusalsOf(items))
      setAll((all) => all.filter(({ photo: { id } }) => !ids.has(id)))
      onApplied(done)
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, refused, apply }
}

function appliedOf(chosen: readonly Looked[], items: readonly AppliedItem[]): Applied[] {
  return items.flatMap(({ photo_id, photo: now }) => {
    const one = chosen.find(({ photo }) => photo.id === photo_id)
    return one && now ? [{ one, now }] : []
  })
}

function refusalsOf(items: readonly AppliedItem[]): Refusals {
  return new Map(
    items.flatMap(({ photo_id, problem }) =>
      problem
        ? [[photo_id, [problem.detail, ...problem.reasons.map(({ text }) => text)].join(' ')] as const]
        : [],
    ),
  )
}

interface OneProps {
  one: Looked
  model: People
  mayReview: boolean
  refused: Refusals
  onChange(one: Looked): void
}

function One({ one, model, mayReview, refused, onChange }: OneProps) {
  const { photo, people } = one
  const absent = missing(model, one).map(saysWho)
  const why = refused.get(photo.id)
  return (
    <fieldset className={styles.one}>
      <legend>{photo.file_name}</legend>
      <Faces one={one} />
      <ul className={styles.names} aria-label={`People in ${photo.file_name}`}>
        {people.map((person) => (
          <li key={person.key}>
            <Choice
              person={person}
              choices={choices(model, one)}
              onChoose={(is) => onChange(corrected(one, person.key, is))}
            />
          </li>
        ))}
      </ul>
      {absent.length > 0 && (
        <p className="soft">
          Not named here: {absent.join(', ')}. If you see them, open this picture on its own and mark them.
        </p>
      )}
      <Tick
        isTicked={one.isRight}
        words="The names are right"
        onTick={(yes) => onChange(saidRight(one, yes))}
      />
      {mayReview && (
        <Tick
          isTicked={one.isCounted}
          words={`I count ${count(people.length, 'person', 'people')} in it`}
          isOff={!canBeCounted(one)}
          onTick={(yes) => onChange(saidCounted(one, yes))}
        />
      )}
      {why && (
        <p className="notice" data-tone="bad" role="alert">
          {why}
        </p>
      )}
    </fieldset>
  )
}

interface TickProps {
  isTicked: boolean
  words: string
  isOff?: boolean
  onTick(yes: boolean): void
}

function Tick({ isTicked, words, isOff = false, onTick }: TickProps) {
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        checked={isTicked}
        disabled={isOff}
        onChange={(event) => onTick(event.target.checked)}
      />
      {words}
      {isOff && <span className="soft">(somebody is not named yet)</span>}
    </label>
  )
}

/** The picture, with everybody's number and first name on it. */
function Faces({ one: { photo, people } }: { one: Looked }) {
  return (
    <div className={styles.frame} style={{ aspectRatio: `${photo.width} / ${photo.height}` }}>
      <img src={`/api/photos/${photo.id}/preview`} alt={photo.file_name} loading="lazy" draggable={false} />
      {people.map((person) => (
        <span
          key={person.key}
          className={styles.face}
          data-state={person.is.resolution}
          style={placed(person)}
        >
          <span>
            {person.number} {firstNameOf(person.is)}
          </span>
        </span>
      ))}
    </div>
  )
}

function placed({ box: { x, y, w, h } }: Person): CSSProperties {
  return { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` }
}

interface ChoiceProps {
  person: Person
  choices: readonly Resolved[]
  onChoose(is: Resolved): void
}

/** Who a face is: one of those who are named around it, covered, or not named yet. */
function Choice({ person, choices, onChoose }: ChoiceProps) {
  const all: Resolved[] = [{ resolution: 'open' }, ...choices, { resolution: 'redacted' }]
  const options = all.some((is) => valueOf(is) === valueOf(person.is)) ? all : [...all, person.is]
  const choose = (value: string) => {
    const is = options.find((each) => valueOf(each) === value)
    if (is) onChoose(is)
  }
  return (
    <label className={styles.choice} data-state={person.is.resolution}>
      <span>{nameOf(person)}</span>
      <select value={valueOf(person.is)} onChange={(event) => choose(event.target.value)}>
        {options.map((is) => (
          <option key={valueOf(is)} value={valueOf(is)}>
            {is.resolution === 'open' ? STATES.open : saysWho(is)}
          </option>
        ))}
      </select>
    </label>
  )
}

function valueOf(is: Resolved): string {
  return `${is.resolution} ${idOf(is) ?? ''}`
}
