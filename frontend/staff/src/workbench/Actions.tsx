import { useEffect, useRef, type RefObject } from 'react'
import type { Box } from './geometry'
import { shownKey, type Verb } from './keys'
import { focusedPerson, type Workbench } from './people'
import { isMark, isOpen, openOnes } from './person'
import { label, nameOf } from './words'
import styles from './workbench.module.css'

interface ActionsProps {
  bench: Workbench
  image: RefObject<HTMLImageElement | null>
  /** Whether there is another picture to take names over from. */
  hasLast: boolean
  /** Whether people can be one of the crowd: at a large event (E6). */
  hasCrowd: boolean
  onVerb(verb: Verb): void
  onSet(): void
  onCancel(): void
}

/** What can be done about the focused person, each with its key; and undo, instead of asking twice. */
export function Actions({ bench, image, hasLast, hasCrowd, onVerb, onSet, onCancel }: ActionsProps) {
  const person = focusedPerson(bench)
  if (bench.placing) return <PlacingActions onSet={onSet} onCancel={onCancel} />
  return (
    <div
      className={styles.actions}
      role="toolbar"
      aria-label={person ? `What to do about ${nameOf(person)}` : 'What to do'}
    >
      <p className={styles.subject}>
        {person && <Loupe box={person.box} image={image} />}
        <span>{person ? label(person, bench.people) : 'Nobody is marked in this picture.'}</span>
      </p>
      <div className={styles.verbs}>
        {person && (
          <>
            <VerbButton verb="child" onVerb={onVerb} strong={isOpen(person)} words="Child" />
            <VerbButton verb="adult" onVerb={onVerb} words="Adult" />
            <VerbButton verb="redact" onVerb={onVerb} words="Redact" />
            <VerbButton verb="not_identifiable" onVerb={onVerb} words="Not identifiable" />
            {hasCrowd && <VerbButton verb="crowd" onVerb={onVerb} words="Crowd" />}
            <VerbButton verb="reopen" onVerb={onVerb} words="Clear" disabled={isOpen(person)} />
          </>
        )}
        {person && isMark(person) && (
          <>
            <VerbButton verb="move_mark" onVerb={onVerb} words="Move" />
            <VerbButton verb="remove" onVerb={onVerb} words="Remove" />
          </>
        )}
        <span className={styles.apart}>
          <VerbButton
            verb="same_people"
            onVerb={onVerb}
            words="Same people as last"
            disabled={!hasLast || openOnes(bench.people).length === 0}
          />
          {hasCrowd && (
            <VerbButton
              verb="crowd_rest"
              onVerb={onVerb}
              words="All small ones: crowd"
              disabled={openOnes(bench.people).length === 0}
            />
          )}
          <VerbButton verb="mark" onVerb={onVerb} words="Mark a missed person" />
          <VerbButton verb="undo" onVerb={onVerb} words="Undo" disabled={bench.past.length === 0} />
          <VerbButton verb="redo" onVerb={onVerb} words="Redo" disabled={bench.future.length === 0} />
        </span>
      </div>
    </div>
  )
}

function PlacingActions({ onSet, onCancel }: { onSet(): void; onCancel(): void }) {
  return (
    <div className={styles.actions} role="toolbar" aria-label="Placing a mark">
      <p className={styles.subject}>
        Tap or draw where the person is. Or: arrows move the box, Shift and arrows resize it.
      </p>
      <div className={styles.verbs}>
        <button type="button" className="primary" onClick={onSet}>
          Set the mark <kbd>Enter</kbd>
        </button>
        <button type="button" onClick={onCancel}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </div>
  )
}

interface VerbButtonProps {
  verb: Verb
  words: string
  onVerb(verb: Verb): void
  strong?: boolean
  disabled?: boolean
}

export function VerbButton({ verb, words, onVerb, strong = false, disabled = false }: VerbButtonProps) {
  return (
    <button
      type="button"
      className={strong ? 'primary' : undefined}
      disabled={disabled}
      onClick={() => onVerb(verb)}
    >
      {words} <kbd>{shownKey(verb)}</kbd>
    </button>
  )
}

const LOUPE = 72

/** The face enlarged, from the picture that is on the page already. */
function Loupe({ box, image }: { box: Box; image: RefObject<HTMLImageElement | null> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const source = image.current
    const draw = () => {
      if (source?.complete && canvas.current) drawFace(canvas.current, source, box)
    }
    draw()
    source?.addEventListener('load', draw)
    return () => source?.removeEventListener('load', draw)
  }, [box, image])
  return (
    <canvas ref={canvas} width={LOUPE * 2} height={LOUPE * 2} className={styles.loupe} aria-hidden="true" />
  )
}

function drawFace(canvas: HTMLCanvasElement, image: HTMLImageElement, { x, y, w, h }: Box): void {
  const context = canvas.getContext('2d')
  if (!context || image.naturalWidth === 0) return
  const [width, height] = [image.naturalWidth, image.naturalHeight]
  const side = 1.5 * Math.max(w * width, h * height)
  const [left, top] = [(x + w / 2) * width - side / 2, (y + h / 2) * height - side / 2]
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height)
}
