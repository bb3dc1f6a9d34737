import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode, SyntheticEvent } from 'react'
import type { Clearance, Outcome, Reason } from '../api/types'
import { Icon } from '../parts/Icon'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { isOpen, type People, type Person } from './person'
import { gathered, identity, OPEN, viewOf } from './purposes'
import { nameOf, OUTCOMES } from './words'
import styles from './workbench.module.css'

interface PurposesProps {
  clearance: UseQueryResult<Clearance>
  names: ReadonlyMap<string, string>
  people: People
  /** Whether the decisions are for an older list than the one on the page. */
  stale: boolean
  /** What else can be done where a child may be shown nowhere (W3). */
  waysOut?: ReactNode
  /** What they are about, in a word. */
  what?: 'picture' | 'video'
  /** What stands before the decisions. */
  children?: ReactNode
  onSpeak(keys: readonly string[]): void
  onGo(key: string): void
  /** Missing where nobody can be covered: in a video. */
  onRedact?: (key: string) => void
}

type Speaking = Pick<PurposesProps, 'people' | 'onSpeak' | 'onGo' | 'onRedact'>

/** For each purpose: may the picture go out, and if not, why, by which rule, and who it is about. */
export function Purposes(props: PurposesProps) {
  const { clearance, names, stale, waysOut, what = 'picture', children, ...speaking } = props
  const { data, error, refetch } = clearance
  return (
    <section className={styles.purposes} aria-label={`Where this ${what} may go`} aria-busy={stale}>
      <h2>Where this {what} may go</h2>
      <p className={styles.fresh} role="status">
        {stale ? 'Looking it up …' : data ? tally(data) : ''}
      </p>
      {error && <ProblemNotice thrown={error} retry={() => void refetch()} />}
      {children}
      {data && <Decisions clearance={data} names={names} waysOut={waysOut} {...speaking} />}
    </section>
  )
}

function Decisions({
  clearance,
  names,
  waysOut,
  ...speaking
}: Speaking & { clearance: Clearance; names: ReadonlyMap<string, string>; waysOut: ReactNode }) {
  const { everywhere, each } = viewOf(clearance)
  return (
    <>
      {clearance.shown_nowhere.length > 0 && (
        <div className={styles.nowhere}>
          <h3>A child who may be shown nowhere</h3>
          <Reasons reasons={clearance.shown_nowhere} {...speaking} />
          <div className="row">{waysOut}</div>
        </div>
      )}
      {everywhere.length > 0 && (
        <div className={styles.everywhere}>
          <h3>For every purpose</h3>
          <Reasons reasons={everywhere} {...speaking} />
        </div>
      )}
      <ul className={styles.decisions}>
        {each.map((decision) => (
          <Decision
            key={decision.purpose}
            name={names.get(decision.purpose) ?? decision.purpose}
            {...decision}
            {...speaking}
          />
        ))}
      </ul>
    </>
  )
}

interface DecisionProps extends Speaking {
  name: string
  outcome: Outcome
  reasons: readonly Reason[]
}

/** One purpose on two lines: what was decided and the first reason; opened, all reasons with what would mend them. */
function Decision({ name, outcome, reasons, ...speaking }: DecisionProps) {
  const [first, ...others] = reasons
  const head = (
    <span className={styles.decision}>
      <span className={styles.purpose}>{name}</span>
      <span className="badge" data-tone={OUTCOMES[outcome].tone}>
        <Icon name={OUTCOMES[outcome].icon} />
        {OUTCOMES[outcome].words}
      </span>
    </span>
  )
  if (!first) return <li>{head}</li>
  return (
    <li {...pointing(reasons, speaking)}>
      <details>
        <summary>
          {head}
          <span className={styles.brief}>
            <span className={styles.briefText}>{first.text}</span> {first.rule}
            {others.length > 0 && ` and ${others.length} more`}
          </span>
        </summary>
        <Reasons reasons={reasons} {...speaking} />
      </details>
    </li>
  )
}

function Reasons({ reasons, ...speaking }: Speaking & { reasons: readonly Reason[] }) {
  return (
    <ul className={styles.reasons}>
      {gathered(reasons).map(({ reason, about }) => (
        <ReasonLine key={identity(reason)} reason={reason} about={about} {...speaking} />
      ))}
    </ul>
  )
}

/** A reason; pointing at it, or tabbing into it, shows the faces that it is about. */
function ReasonLine({
  reason,
  about,
  onRedact,
  ...speaking
}: Speaking & { reason: Reason; about: readonly string[] }) {
  const those = speaking.people.filter(
    (person) => about.some((id) => isAbout(id, person)) && !isOutdated(reason, person),
  )
  const many = those.length > 1
  return (
    <li
      {...pointing(
        about.map((id) => ({ about: id })),
        speaking,
      )}
    >
      {many ? `${those.length} people have not been named yet.` : reason.text}{' '}
      {reason.mend && !many && <span className="soft">{reason.mend}</span>} <RuleLink id={reason.rule} />
      <span className={styles.mend}>
        {those.map((person) => (
          <button key={person.key} type="button" className="small" onClick={() => speaking.onGo(person.key)}>
            <span className={many ? 'hidden' : undefined}>Go to {nameOf(person).toLowerCase()}</span>
            {many && <span aria-hidden="true">{person.number}</span>}
          </button>
        ))}
        {(onRedact ? those.filter(isShown) : []).map((person) => (
          <button key={person.key} type="button" className="small" onClick={() => onRedact?.(person.key)}>
            Redact {nameOf(person).toLowerCase()}
          </button>
        ))}
      </span>
    </li>
  )
}

/** What makes a part of the page show, on the picture, whom it speaks of. */
function pointing(reasons: readonly Pick<Reason, 'about'>[], { people, onSpeak }: Speaking) {
  const keys = people
    .filter((person) => reasons.some(({ about }) => isAbout(about, person)))
    .map(({ key }) => key)
  const speak = (event: SyntheticEvent) => {
    // A reason inside a purpose speaks for itself.
    event.stopPropagation()
    onSpeak(keys)
  }
  const hush = () => onSpeak([])
  return { onMouseOver: speak, onMouseLeave: hush, onFocus: speak, onBlur: hush }
}

function isAbout(about: string | null, { id, is }: Person): boolean {
  if (about === null) return false
  return (
    about === id ||
    (is.resolution === 'child' && about === is.child.id) ||
    (is.resolution === 'adult' && about === is.adult.id)
  )
}

/** A face that has been named since the decision was made isn't open any more. */
function isOutdated({ code }: Reason, person: Person): boolean {
  return code === OPEN && !isOpen(person)
}

function isShown({ is }: Person): boolean {
  return is.resolution === 'child' || is.resolution === 'adult'
}

function tally({ purposes }: Clearance): string {
  const cleared = purposes.filter(({ outcome }) => outcome === 'cleared').length
  return `Cleared for ${cleared} of ${purposes.length} purposes.`
}
