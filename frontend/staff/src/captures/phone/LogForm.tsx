import { type FormEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import type { CaptureEvent } from '../../api/types'
import { Field } from '../../parts/Field'
import { ProblemNotice } from '../../parts/ProblemNotice'
import { dateOf, day } from '../../parts/wording'
import { TAKEN_BY, type TakenBy, type Use, USES } from '../words'
import { type Draft, eventsNear, type Missing, missing } from './draft'
import styles from './phone.module.css'
import { Polite } from './Polite'
import { Tiles } from './Tiles'

const SAY: Record<Missing, string> = {
  takenBy: 'Choose who took it.',
  place: 'Say where it was.',
  at: 'Say when it was.',
}

interface LogFormProps {
  draft: Draft
  events: readonly CaptureEvent[]
  /** Whether any that was logged is still on the phone. */
  doesAnyWait: boolean
  change: (part: Partial<Draft>) => void
  log: () => Promise<void>
}

/** Four choices and a button; all the rest may be left out. */
export function LogForm({ draft, events, doesAnyWait, change, log }: LogFormProps) {
  const [wrong, setWrong] = useState<Missing[]>([])
  const [logged, setLogged] = useState(0)
  const [failed, setFailed] = useState<unknown>(null)
  const isLogging = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  const fill = (part: Partial<Draft>) => {
    change(part)
    setWrong([])
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const found = missing(draft)
    setWrong(found)
    if (found[0]) return form.current?.querySelector<HTMLElement>(`[data-asks=${found[0]}] input`)?.focus()
    if (isLogging.current) return undefined // a second tap of a quick thumb
    isLogging.current = true
    try {
      await log()
      setLogged((number) => number + 1)
      setFailed(null)
    } catch (thrown) {
      setFailed(thrown)
    } finally {
      isLogging.current = false
    }
    form.current?.scrollIntoView()
    return undefined
  }
  const event = events.find(({ id }) => id === draft.eventId)
  return (
    <form className={styles.form} ref={form} onSubmit={(submitted) => void submit(submitted)} noValidate>
      {failed !== null && <ProblemNotice thrown={failed} />}
      <p role="status" className={styles.logged}>
        {logged > 0 && failed === null && loggedWords(logged, doesAnyWait)}
      </p>
      <Question asks="takenBy" wrong={wrong}>
        <Tiles
          legend="Who took it?"
          choices={Object.entries(TAKEN_BY) as [TakenBy, string][]}
          chosen={draft.takenBy}
          onChoose={(takenBy) => fill({ takenBy })}
        />
      </Question>
      <Question asks="place" wrong={wrong}>
        <Where draft={draft} events={events} change={fill} />
      </Question>
      <Question asks="at" wrong={wrong}>
        <When draft={draft} change={fill} />
      </Question>
      <Tiles
        legend="What for, as far as you know?"
        choices={Object.entries(USES) as [Use, string][]}
        chosen={draft.use}
        onChoose={(use) => fill({ use })}
      />
      {draft.use === 'own_use' && <Polite takenBy={draft.takenBy} spectators={event?.spectators ?? null} />}
      <Rest draft={draft} change={fill} />
      <div className={styles.bar}>
        <button type="submit" className="primary">
          Log it
        </button>
      </div>
    </form>
  )
}

function Question({
  asks,
  wrong,
  children,
}: {
  asks: Missing
  wrong: readonly Missing[]
  children: ReactNode
}) {
  return (
    <div data-asks={asks} className={styles.part}>
      {wrong.includes(asks) && (
        <p className="wrong" role="alert">
          {SAY[asks]}
        </p>
      )}
      {children}
    </div>
  )
}

function loggedWords(logged: number, doesAnyWait: boolean): string {
  const what = logged === 1 ? 'Logged.' : `${logged} logged.`
  const where = doesAnyWait
    ? 'What waits is kept on this phone.'
    : 'The school has what you logged. Thank you.'
  return `${what} ${where}`
}

type PartProps = { draft: Draft; change: (part: Partial<Draft>) => void }

function Where({ draft, events, change }: PartProps & { events: readonly CaptureEvent[] }) {
  const [now] = useState(() => new Date())
  const near = eventsNear(events, now)
  const choices: [string, ReactElement][] = near.map(({ id, name, on_date }) => [
    id,
    <>
      {name}
      <span className="soft">{on_date === dateOf(now) ? 'Today' : day(on_date)}</span>
    </>,
  ])
  return (
    <>
      {near.length > 0 && (
        <Tiles
          legend="At which event?"
          choices={[...choices, ['', 'None of these']]}
          chosen={draft.eventId ?? ''}
          onChoose={(id) => change({ eventId: id || null })}
        />
      )}
      <Field
        label="Where?"
        hint={draft.eventId ? 'If you like: where exactly.' : 'By the pool, at the gate …'}
      >
        <input
          maxLength={300}
          autoComplete="off"
          value={draft.place}
          onChange={({ target }) => change({ place: target.value })}
        />
      </Field>
    </>
  )
}

function When({ draft, change }: PartProps) {
  return (
    <>
      <Tiles
        legend="When?"
        choices={[
          ['now', 'Just now'],
          ['earlier', 'Earlier'],
        ]}
        chosen={draft.at === null ? 'now' : 'earlier'}
        onChoose={(when) => change({ at: when === 'now' ? null : '' })}
      />
      {draft.at !== null && (
        <Field label="Day and time">
          <input
            type="datetime-local"
            value={draft.at}
            onChange={({ target }) => change({ at: target.value })}
          />
        </Field>
      )}
    </>
  )
}

function Rest({ draft, change }: PartProps) {
  return (
    <details className={styles.rest}>
      <summary>More, if there is time</summary>
      <Field label="Who was it?" hint="A name, or what they looked like.">
        <input
          maxLength={300}
          autoComplete="off"
          value={draft.who}
          onChange={({ target }) => change({ who: target.value })}
        />
      </Field>
      <Field label="With what?" hint="Phone, camera, drone …">
        <input
          maxLength={300}
          autoComplete="off"
          value={draft.device}
          onChange={({ target }) => change({ device: target.value })}
        />
      </Field>
      <Field label="Which children?" hint="Names, or what they wore.">
        <textarea
          rows={2}
          maxLength={2000}
          value={draft.children}
          onChange={({ target }) => change({ children: target.value })}
        />
      </Field>
      <Field label="What was said?">
        <textarea
          rows={2}
          maxLength={2000}
          value={draft.said}
          onChange={({ target }) => change({ said: target.value })}
        />
      </Field>
      <Field label="What was done?">
        <textarea
          rows={2}
          maxLength={2000}
          value={draft.done}
          onChange={({ target }) => change({ done: target.value })}
        />
      </Field>
    </details>
  )
}
