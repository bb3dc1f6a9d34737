import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import type { IssueFinding } from '../api/types'
import { Icon } from '../parts/Icon'
import { RuleLink } from '../parts/Reasons'
import type { Part } from './draft'
import { Thumbnail } from './Parts'
import styles from './newsletters.module.css'

interface PartEditorProps {
  part: Part
  name: string
  place: { at: number; of: number }
  findings: readonly IssueFinding[]
  onChange(to: Partial<Pick<Part, 'text' | 'alt'>>): void
  onMove(by: -1 | 1): void
  onRemove(): void
}

/** One part of an issue, with what the check found in it. Alt and the arrow keys move it. */
export function PartEditor({ part, name, place, findings, onChange, onMove, onRemove }: PartEditorProps) {
  const row = useRef<HTMLLIElement>(null)
  useKeptFocus(row, place.at)
  const keyed = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li
      ref={row}
      className={`card ${styles.part}`}
      data-part={part.key}
      data-wrong={findings.some(({ weight }) => weight === 'stops') || undefined}
      onKeyDown={keyed}
    >
      <div className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        <div className="row">
          <button
            type="button"
            className="small"
            disabled={place.at === 0}
            onClick={() => onMove(-1)}
            aria-label={`Move ${name} up`}
          >
            ↑
          </button>
          <button
            type="button"
            className="small"
            disabled={place.at === place.of - 1}
            onClick={() => onMove(1)}
            aria-label={`Move ${name} down`}
          >
            ↓
          </button>
          <button type="button" className="small" onClick={onRemove}>
            Take out<span className="hidden"> {name}</span>
          </button>
        </div>
      </div>
      <Words part={part} name={name} onChange={onChange} />
      <Findings findings={findings} />
    </li>
  )
}

/** A part that changes its place takes the keyboard with it. */
function useKeptFocus(row: React.RefObject<HTMLLIElement | null>, at: number) {
  const focused = useRef<HTMLElement | null>(null)
  const before = useRef(at)
  useEffect(() => {
    const element = row.current
    const note = ({ target }: FocusEvent) => {
      focused.current = target instanceof HTMLElement ? target : null
    }
    const forget = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) focused.current = null
    }
    element?.addEventListener('focusin', note)
    element?.addEventListener('focusout', forget)
    return () => {
      element?.removeEventListener('focusin', note)
      element?.removeEventListener('focusout', forget)
    }
  }, [row])
  useEffect(() => {
    if (before.current !== at && focused.current && document.activeElement === document.body) {
      const { current } = focused
      const isOff = current instanceof HTMLButtonElement && current.disabled
      const other = row.current?.querySelector<HTMLElement>('button:not(:disabled)')
      ;(isOff ? other : current)?.focus()
    }
    before.current = at
  }, [row, at])
}

interface WordsProps {
  part: Part
  name: string
  onChange(to: Partial<Pick<Part, 'text' | 'alt'>>): void
}

function Words({ part, name, onChange }: WordsProps) {
  const id = useId()
  const write = ({ target }: { target: { value: string } }) => onChange({ text: target.value })
  if (part.kind === 'heading') {
    return (
      <input aria-label={name} maxLength={150} value={part.text} onChange={write} className={styles.wide} />
    )
  }
  if (part.photo_id === null) {
    const rows = Math.min(16, Math.max(4, part.text.split('\n').length + 1))
    return (
      <textarea
        aria-label={name}
        maxLength={10_000}
        rows={rows}
        value={part.text}
        onChange={write}
        className={styles.wide}
      />
    )
  }
  return (
    <div className={styles.picture}>
      <Thumbnail photoId={part.photo_id} alt={part.alt || 'The picture'} />
      <div className={styles.words}>
        <label htmlFor={`${id}-alt`}>For people who can’t see it</label>
        <input
          id={`${id}-alt`}
          maxLength={300}
          value={part.alt}
          onChange={({ target }) => onChange({ alt: target.value })}
          placeholder="What it shows, without a name"
        />
        <label htmlFor={`${id}-caption`}>Caption, if it needs one</label>
        <input id={`${id}-caption`} maxLength={500} value={part.text} onChange={write} />
      </div>
    </div>
  )
}

/** What the check found, in words, each with its rule. */
export function Findings({ findings }: { findings: readonly IssueFinding[] }) {
  if (findings.length === 0) return null
  return (
    <ul className={styles.findings}>
      {findings.map((each) => (
        <li key={`${each.code} ${each.text}`} data-weight={each.weight}>
          <Icon name={each.weight === 'stops' ? 'bar' : each.weight === 'waits' ? 'wait' : 'warning'} />
          <span>
            {each.text} {each.mend && <span className="soft">{each.mend} </span>}
            {each.rule && <RuleLink id={each.rule} />}
          </span>
        </li>
      ))}
    </ul>
  )
}
