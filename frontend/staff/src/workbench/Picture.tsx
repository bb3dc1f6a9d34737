import {
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import { boxFromDrag, pointOn, SMALLEST, type Box, type Point } from './geometry'
import type { Workbench } from './people'
import { isPossible, type Person } from './person'
import { Sign } from './Sign'
import { firstNameOf, label } from './words'
import styles from './workbench.module.css'

interface PictureProps {
  bench: Workbench
  /** The keys of the people whom a reason speaks of, while it is looked at. */
  spoken: readonly string[]
  image: RefObject<HTMLImageElement | null>
  onFocus(key: string): void
  /** Enter, or a second click, on somebody. */
  onChoose(key: string): void
  onDrawn(box: Box): void
  /** What stands over the picture, beside the focused face: the finder. */
  children: ReactNode
}

/** The photo, and over it a button for everybody in it. A drag over the picture draws a new mark. */
export function Picture({ bench, spoken, image, onFocus, onChoose, onDrawn, children }: PictureProps) {
  const frame = useRef<HTMLDivElement>(null)
  const drawing = useDrawing(bench, frame, onDrawn)
  const { width, height } = bench.photo
  return (
    <div className={styles.room}>
      <div
        ref={frame}
        className={styles.frame}
        style={{ '--aspect': (width ?? 3) / (height ?? 2) } as CSSProperties}
        data-placing={bench.placing ? true : undefined}
        {...drawing.handlers}
      >
        <Preview photoId={bench.photo.id} name={bench.photo.file_name} image={image} />
        {bench.people.map((person) => (
          <Face
            key={person.key}
            person={person}
            bench={bench}
            spoken={spoken.includes(person.key)}
            onFocus={onFocus}
            onChoose={onChoose}
          />
        ))}
        {drawing.box && <div className={styles.band} style={placed(drawing.box)} />}
        {bench.placing && <PlacingBox box={bench.placing.box} />}
        {children}
      </div>
    </div>
  )
}

function Preview({
  photoId,
  name,
  image,
}: {
  photoId: string
  name: string
  image: RefObject<HTMLImageElement | null>
}) {
  const [tries, setTries] = useState(0)
  const [failed, setFailed] = useState(false)
  const again = () => {
    setFailed(false)
    setTries(tries + 1)
  }
  if (failed) {
    return (
      <div className={styles.missing} role="alert">
        <p>The picture could not be loaded.</p>
        <button type="button" onClick={again}>
          Try again
        </button>
      </div>
    )
  }
  return (
    <img
      key={tries}
      ref={image}
      src={`/api/photos/${photoId}/preview`}
      alt={name}
      draggable={false}
      className={styles.image}
      onError={() => setFailed(true)}
    />
  )
}

interface FaceProps {
  person: Person
  bench: Workbench
  spoken: boolean
  onFocus(key: string): void
  onChoose(key: string): void
}

function Face({ person, bench, spoken, onFocus, onChoose }: FaceProps) {
  const wasFocused = useRef(false)
  const focused = bench.focused === person.key
  return (
    <button
      type="button"
      id={faceId(person.key)}
      className={styles.face}
      style={placed(person.box)}
      data-state={person.is.resolution}
      data-possible={isPossible(person) || undefined}
      data-spoken={spoken || undefined}
      aria-current={focused || undefined}
      aria-label={label(person, bench.people)}
      onPointerDown={() => (wasFocused.current = focused)}
      onFocus={() => onFocus(person.key)}
      onClick={(event) => {
        // A first click only goes there; the keyboard (no detail) is there already.
        if (event.detail === 0 || wasFocused.current) onChoose(person.key)
        else onFocus(person.key)
      }}
    >
      <span className={styles.tag} data-number={person.number}>
        <Sign of={person.is.resolution} />
      </span>
      <span className={styles.name} data-name={firstNameOf(person.is)} />
    </button>
  )
}

function PlacingBox({ box }: { box: Box }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <button
      type="button"
      ref={button}
      className={styles.placing}
      style={placed(box)}
      aria-label="New mark. Arrows move it, Shift and arrows resize it, Enter sets it, Escape cancels."
    />
  )
}

/** The id of somebody's button on the picture. */
export function faceId(key: string): string {
  return `face-${key}`
}

function placed({ x, y, w, h }: Box): CSSProperties {
  return { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` }
}

/**
 * Drawing a box with the pointer. While a mark is being placed a click will do; otherwise it takes a real drag, and
 * not a finger's, which scrolls the page.
 */
function useDrawing(bench: Workbench, frame: RefObject<HTMLDivElement | null>, onDrawn: (box: Box) => void) {
  const [drag, setDrag] = useState<{ from: Point; to: Point } | null>(null)
  const others = bench.people.map(({ box }) => box)
  const at = (event: PointerEvent): Point =>
    pointOn(
      frame.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 },
      event.clientX,
      event.clientY,
    )

  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || !mayBegin(event, bench.placing !== null)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrag({ from: at(event), to: at(event) })
  }
  const follow = (event: PointerEvent) => {
    if (drag) setDrag({ ...drag, to: at(event) })
  }
  const end = (event: PointerEvent) => {
    if (!drag) return
    const to = at(event)
    if (bench.placing || isDrag(drag.from, to)) onDrawn(boxFromDrag(drag.from, to, others))
    setDrag(null)
  }
  const box = drag && isDrag(drag.from, drag.to) ? boxFromDrag(drag.from, drag.to, others) : null
  const handlers = {
    onPointerDown: begin,
    onPointerMove: follow,
    onPointerUp: end,
    onPointerCancel: () => setDrag(null),
  }
  return { box, handlers }
}

function mayBegin(event: PointerEvent<HTMLDivElement>, placing: boolean): boolean {
  if (placing) return true
  return (
    event.pointerType !== 'touch' &&
    (event.target === event.currentTarget || event.target instanceof HTMLImageElement)
  )
}

function isDrag(from: Point, to: Point): boolean {
  return Math.abs(from.x - to.x) >= SMALLEST && Math.abs(from.y - to.y) >= SMALLEST
}
