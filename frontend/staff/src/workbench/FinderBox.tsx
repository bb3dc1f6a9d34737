import { useEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react'
import { centre, type Box } from './geometry'
import type { Person } from './person'
import { faceId } from './Picture'
import styles from './workbench.module.css'

export interface Option {
  id: string
  name: string
  detail: string | null
  /** Somebody else in the picture is named so. */
  isTaken?: boolean
}

interface FinderBoxProps {
  title: string
  hint: string
  /** The text it starts with: the letter that opened it. */
  typed: string
  options: readonly Option[]
  /** What is being waited for, or why there is nothing to choose. */
  note: string | null
  /** Whether a digit chooses the option of that place, rather than being typed. */
  digits: boolean
  /** Whom it is about: it stands beside that face. */
  about: Person
  onTyped(text: string): void
  onPick(id: string): void
  /** `back`: the keyboard should go back to where it was. */
  onClose(back: boolean): void
}

/** A text field with a list of what fits. Enter takes the marked one, a digit the one of that place, Escape none. */
export function FinderBox(props: FinderBoxProps) {
  const { title, hint, typed, options, note, about, onTyped, onPick, onClose } = props
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const marked = Math.max(
    0,
    options.findIndex((option) => option.id === chosen),
  )
  useKeyboardRoom(box)
  useEffect(() => {
    // On a phone the sheet covers the lower half: the face has to stand in the upper one.
    if (window.innerWidth < 900)
      document.getElementById(faceId(about.key))?.scrollIntoView({ block: 'start' })
  }, [about.key])

  const onKeyDown = (event: KeyboardEvent) => {
    // The keys of the workbench stay out of what is typed here.
    event.stopPropagation()
    const act = keyed(event, marked, props)
    if (!act) return
    event.preventDefault()
    act(setChosen)
  }

  return (
    <div
      ref={box}
      role="group"
      aria-label={title}
      className={styles.finder}
      style={besideFace(about.box)}
      data-side={centre(about.box).x < 0.5 ? 'right' : 'left'}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) onClose(false)
      }}
    >
      <div className={styles.finderHead}>
        <label htmlFor={`${id}-text`}>{title}</label>
        <button type="button" className="quiet small" onClick={() => onClose(true)}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
      <TextField id={id} typed={typed} hint={hint} marked={options[marked]} onTyped={onTyped} />
      <ul role="listbox" id={`${id}-list`} aria-label={title} className={styles.options}>
        {options.map((option, place) => (
          <Choice
            key={option.id}
            id={`${id}-${option.id}`}
            option={option}
            place={place}
            marked={place === marked}
            onPick={onPick}
          />
        ))}
      </ul>
      <p className={styles.finderNote} role="status">
        {note ?? ''}
      </p>
    </div>
  )
}

interface TextFieldProps {
  id: string
  typed: string
  hint: string
  marked: Option | undefined
  onTyped(text: string): void
}

function TextField({ id, typed, hint, marked, onTyped }: TextFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <input
      ref={field}
      id={`${id}-text`}
      role="combobox"
      aria-expanded="true"
      aria-autocomplete="list"
      aria-controls={`${id}-list`}
      aria-activedescendant={marked && `${id}-${marked.id}`}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      enterKeyHint="done"
      placeholder={hint}
      value={typed}
      onChange={(event) => onTyped(event.target.value)}
    />
  )
}

interface ChoiceProps {
  id: string
  option: Option
  place: number
  marked: boolean
  onPick(id: string): void
}

function Choice({ id, option, place, marked, onPick }: ChoiceProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (marked) row.current?.scrollIntoView?.({ block: 'nearest' })
  }, [marked])
  return (
    // Its keys are the text field's, as a combobox has it.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      ref={row}
      id={id}
      role="option"
      aria-selected={marked}
      data-taken={option.isTaken || undefined}
      tabIndex={-1}
      className={styles.option}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(option.id)}
    >
      <span>{option.name}</span>
      {option.detail && <span className={styles.detail}>{option.detail}</span>}
      <kbd aria-hidden="true">{marked ? 'Enter' : place < 9 ? place + 1 : ''}</kbd>
    </li>
  )
}

type Act = (choose: (id: string) => void) => void

function keyed(
  event: KeyboardEvent,
  marked: number,
  { options, typed, digits, onPick, onClose }: FinderBoxProps,
): Act | null {
  if (event.key === 'Escape') return () => onClose(true)
  // While an input method composes a word, Enter belongs to it.
  if (event.nativeEvent.isComposing) return null
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) return (choose) => choose(options[(marked + step + options.length) % options.length]?.id ?? '')
  if (event.key === 'Enter') return () => pick(options[marked], onPick)
  const place = /^[1-9]$/.test(event.key) && (digits || typed === '') ? Number(event.key) - 1 : null
  return place === null ? null : () => pick(options[place], onPick)
}

function pick(option: Option | undefined, onPick: (id: string) => void): void {
  if (option) onPick(option.id)
}

/** Where the face is, for the style sheet to put the finder beside it. */
function besideFace({ x, y, w }: Box): CSSProperties {
  return { '--left': `${x * 100}%`, '--right': `${(x + w) * 100}%`, '--top': `${y * 100}%` } as CSSProperties
}

/** Keeps the sheet on a phone above the on-screen keyboard, which browsers lay over the page. */
function useKeyboardRoom(box: { current: HTMLElement | null }): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const fit = () => {
      const covered = Math.max(0, window.innerHeight - view.height - view.offsetTop)
      box.current?.style.setProperty('--keyboard', `${covered}px`)
    }
    fit()
    view.addEventListener('resize', fit)
    view.addEventListener('scroll', fit)
    return () => {
      view.removeEventListener('resize', fit)
      view.removeEventListener('scroll', fit)
    }
  }, [box])
}
