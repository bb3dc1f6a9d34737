import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Field } from '../../parts/Field'
import { RuleLink } from '../../parts/Reasons'
import { count } from '../../parts/wording'
import {
  type About,
  type AnyPlace,
  BANNED_PLACES,
  type Device,
  DEVICES,
  isBanned,
  PLACES,
  type Taker,
} from './about'
import styles from './BatchQuestions.module.css'

interface Questions {
  files: number
  /** At a large event: who of its register can have taken them (E4). */
  takers?: readonly Taker[]
  onAnswer: (about: About) => void
  onDiscard: () => void
}

/** What is asked once about all that was chosen, before anything of it is read or sent: the place, the device, and who took them. */
export function BatchQuestions({ files, takers, onAnswer, onDiscard }: Questions) {
  const [place, setPlace] = useState<AnyPlace | null>(null)
  const [device, setDevice] = useState<Device | null>(null)
  const [taker, setTaker] = useState(takers?.find(({ isMe }) => isMe)?.id ?? '')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (place && !isBanned(place) && device)
      onAnswer({ place, device, ...(takers ? { photographer_id: taker } : {}) })
  }
  return (
    <form onSubmit={submit} className={styles.questions}>
      <h3 ref={heading} tabIndex={-1}>
        {count(files, 'file')} chosen: {takers ? 'three' : 'two'} questions first
      </h3>
      <PlaceQuestion place={place} onChange={setPlace} />
      {place && isBanned(place) ? (
        <NeverSent onDiscard={onDiscard} />
      ) : (
        <>
          <Choices
            legend="Whose camera or phone were they taken with?"
            options={DEVICES}
            chosen={device}
            onChange={setDevice}
          />
          {takers && <WhoTook takers={takers} chosen={taker} onChange={setTaker} />}
          {device === 'personal' && (
            <p>
              When they are here, you will be asked to delete them from it <RuleLink id="W6" />.
            </p>
          )}
          <div className="row">
            <button type="submit" className="primary">
              Add {count(files, 'file')}
            </button>
            <button type="button" onClick={onDiscard}>
              Don’t add them
            </button>
          </div>
        </>
      )}
    </form>
  )
}

function WhoTook({
  takers,
  chosen,
  onChange,
}: {
  takers: readonly Taker[]
  chosen: string
  onChange: (id: string) => void
}) {
  return (
    <Field
      label="Who took them?"
      hint="Whoever is on this event’s register. If several, add them one after the other."
    >
      <select required value={chosen} onChange={({ target }) => onChange(target.value)}>
        <option value="">Choose a person</option>
        {takers.map(({ id, name, isMe }) => (
          <option key={id} value={id}>
            {isMe ? `${name} (you)` : name}
          </option>
        ))}
      </select>
    </Field>
  )
}

function PlaceQuestion({ place, onChange }: { place: AnyPlace | null; onChange: (place: AnyPlace) => void }) {
  const [name, never] = [useId(), useId()]
  return (
    <fieldset>
      <legend>Where were these taken?</legend>
      <p className="soft">
        If in several places, choose where most of them were taken. If even one is from a place in the second
        list, choose that one.
      </p>
      <Options name={name} options={PLACES} chosen={place} onChange={onChange} />
      <p id={never} className={styles.never}>
        Nobody takes pictures here. If you choose one of these, nothing is sent:
      </p>
      <Options name={name} options={BANNED_PLACES} chosen={place} onChange={onChange} describedBy={never} />
    </fieldset>
  )
}

/** What happens with pictures from a banned place, and what to do. */
function NeverSent({ onDiscard }: { onDiscard: () => void }) {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <strong>Nothing is sent.</strong> Nobody takes pictures there <RuleLink id="W7" />. Do not take or
        keep such a picture, and send it to nobody. Tell the safeguarding lead now.
      </p>
      <button type="button" onClick={onDiscard}>
        Don’t add these files
      </button>
    </div>
  )
}

interface ChoicesProps<Value extends string> {
  options: Record<Value, string>
  chosen: string | null
  onChange: (value: Value) => void
}

function Choices<Value extends string>({ legend, ...rest }: ChoicesProps<Value> & { legend: string }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <Options name={useId()} {...rest} />
    </fieldset>
  )
}

/** One choice of several. Nothing is chosen beforehand; the browser asks for what is missing. */
function Options<Value extends string>({
  name,
  options,
  chosen,
  onChange,
  describedBy,
}: ChoicesProps<Value> & { name: string; describedBy?: string }) {
  return (
    <div className={styles.options}>
      {(Object.entries(options) as [Value, string][]).map(([value, words]) => (
        <label className="choice" key={value}>
          <input
            type="radio"
            name={name}
            required={chosen === null}
            checked={chosen === value}
            aria-describedby={describedBy}
            onChange={() => onChange(value)}
          />
          <span>{words}</span>
        </label>
      ))}
    </div>
  )
}
