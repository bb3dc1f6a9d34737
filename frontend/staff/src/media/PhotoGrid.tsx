import { useNavigate } from '@tanstack/react-router'
import {
  type KeyboardEvent,
  memo,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { onSession } from '../api/sessionNews'
import type { Outcome, PhotoRow } from '../api/types'
import { OutcomeBadge } from '../clearance/OutcomeBadge'
import { PHOTO_STATES, photoState } from '../clearance/outcomes'
import { Badge } from '../parts/Badge'
import { Icon } from '../parts/Icon'
import { length } from '../parts/wording'
import type { OutcomesByPhoto } from './filter'
import type { Tile as TileOfGrid } from './stacks'
import { chooseAll, chooseNone, extend, move, type Selection, toggle } from './selection'
import styles from './PhotoGrid.module.css'

type Change = (to: (selection: Selection) => Selection) => void

interface GridProps {
  tiles: readonly TileOfGrid[]
  outcomes: OutcomesByPhoto
  purposeName: (id: string) => string
  selection: Selection
  onSelect: Change
  /** Folds or unfolds the stack of this key. */
  onFold: (key: string) => void
}

/**
 * The photos of an event. A click on a picture opens it; its box chooses it; shift and ctrl work on both.
 * Arrows move, space chooses, Enter opens, ctrl+A all, Escape none.
 */
export function PhotoGrid({ tiles, outcomes, purposeName, selection, onSelect, onFold }: GridProps) {
  const list = useRef<HTMLUListElement>(null)
  const order = useMemo(() => tiles.map(({ photo }) => photo.id), [tiles])
  const cursor = selection.cursor ?? order[0]
  useFocusOnCursor(list, selection.cursor)
  const navigate = useNavigate()
  const onPick = useCallback(
    (id: string, event: MouseEvent) =>
      onSelect((selection) => (event.shiftKey ? extend(selection, order, id) : toggle(selection, id))),
    [order, onSelect],
  )
  const onOpen = useCallback(
    (photoId: string) => void navigate({ to: '/photos/$photoId', params: { photoId } }),
    [navigate],
  )
  return (
    <ul
      ref={list}
      className={styles.grid}
      aria-label="Photos"
      onKeyDown={(event) => keyed(event, order, columnsOf(list.current), onSelect)}
    >
      {tiles.map(({ photo, stack, isWithin }) => (
        <Tile
          key={photo.id}
          photo={photo}
          stackKey={stack?.key ?? null}
          stackSize={stack?.size ?? 0}
          isUnfolded={stack?.isUnfolded ?? false}
          isWithin={isWithin}
          outcomes={outcomes.get(photo.id)}
          purposeName={purposeName}
          isChosen={selection.chosen.has(photo.id)}
          isCursor={photo.id === cursor}
          onPick={onPick}
          onOpen={onOpen}
          onFold={onFold}
        />
      ))}
    </ul>
  )
}

/** Lets the keyboard's focus follow the cursor, where the focus is in the grid already. */
function useFocusOnCursor(list: { current: HTMLUListElement | null }, cursor: string | null): void {
  useEffect(() => {
    const grid = list.current
    if (cursor === null || !grid?.contains(document.activeElement)) return
    grid.querySelector<HTMLElement>(`[data-photo="${CSS.escape(cursor)}"]`)?.focus()
  }, [list, cursor])
}

function columnsOf(grid: HTMLElement | null): number {
  if (grid === null) return 1
  return getComputedStyle(grid).gridTemplateColumns.split(' ').length
}

function keyed(event: KeyboardEvent, order: readonly string[], columns: number, onSelect: Change): void {
  const change = changeFor(event, order, columns)
  if (change === null) return
  event.preventDefault()
  onSelect(change)
}

function changeFor(event: KeyboardEvent, order: readonly string[], columns: number) {
  const steps = STEPS[event.key]?.(columns)
  if (steps !== undefined) return (selection: Selection) => move(selection, order, steps, event.shiftKey)
  if (event.key === ' ') return (selection: Selection) => toggleCursor(selection, order)
  if (event.key === 'Escape') return chooseNone
  if (event.key === 'a' && (event.ctrlKey || event.metaKey))
    return (selection: Selection) => chooseAll(selection, order)
  return null
}

function toggleCursor(selection: Selection, order: readonly string[]): Selection {
  const id = selection.cursor ?? order[0]
  return id === undefined ? selection : toggle(selection, id)
}

const STEPS: Record<string, (columns: number) => number> = {
  ArrowRight: () => 1,
  ArrowLeft: () => -1,
  ArrowDown: (columns) => columns,
  ArrowUp: (columns) => -columns,
  Home: () => Number.NEGATIVE_INFINITY,
  End: () => Number.POSITIVE_INFINITY,
}

/** Plain values throughout, so that a tile is drawn anew only when something about it changes. */
interface TileProps {
  photo: PhotoRow
  stackKey: string | null
  stackSize: number
  isUnfolded: boolean
  isWithin: boolean
  outcomes: Readonly<Record<string, Outcome>> | undefined
  purposeName: (id: string) => string
  isChosen: boolean
  isCursor: boolean
  onPick: (id: string, event: MouseEvent) => void
  onOpen: (id: string) => void
  onFold: (key: string) => void
}

const Tile = memo(function Tile({
  photo,
  stackKey,
  stackSize,
  isUnfolded,
  isWithin,
  outcomes,
  purposeName,
  isChosen,
  isCursor,
  onPick,
  onOpen,
  onFold,
}: TileProps) {
  const clicked = (event: MouseEvent) => {
    event.preventDefault()
    if (event.shiftKey || event.ctrlKey || event.metaKey) onPick(photo.id, event)
    else onOpen(photo.id)
  }
  return (
    <li
      className={styles.tile}
      data-chosen={isChosen || undefined}
      data-stack={stackKey !== null || undefined}
      data-within={isWithin || undefined}
    >
      {/* Not the router's own link: a thousand of those took two seconds to draw. */}
      <a
        href={`${import.meta.env.BASE_URL}photos/${photo.id}`}
        className={styles.picture}
        data-photo={photo.id}
        tabIndex={isCursor ? 0 : -1}
        onClick={clicked}
      >
        <Thumbnail photo={photo} />
        <span className={styles.name}>
          <span className="hidden">Open </span>
          {photo.file_name}
        </span>
      </a>
      <input
        type="checkbox"
        className={styles.box}
        aria-label={`Choose ${photo.file_name}`}
        checked={isChosen}
        tabIndex={-1}
        readOnly
        onClick={(event) => onPick(photo.id, event)}
      />
      <Facts photo={photo} />
      {stackKey !== null && (
        <FoldButton
          size={stackSize}
          isUnfolded={isUnfolded}
          isCursor={isCursor}
          onFold={() => onFold(stackKey)}
        />
      )}
      {outcomes && (
        <div className={styles.badges}>
          {Object.entries(outcomes).map(([purpose, outcome]) => (
            <OutcomeBadge key={purpose} outcome={outcome} purpose={purposeName(purpose)} />
          ))}
        </div>
      )}
    </li>
  )
})

interface FoldProps {
  size: number
  isUnfolded: boolean
  isCursor: boolean
  onFold: () => void
}

/** How many pictures are alike, and the way to see all of them. The grid's own keys stay out of it. */
function FoldButton({ size, isUnfolded, isCursor, onFold }: FoldProps) {
  const ownKeys = (event: KeyboardEvent) => {
    if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
  }
  return (
    <button
      type="button"
      className={`quiet small ${styles.fold}`}
      aria-expanded={isUnfolded}
      tabIndex={isCursor ? 0 : -1}
      onClick={onFold}
      onKeyDown={ownKeys}
    >
      {size} alike
    </button>
  )
}

function Thumbnail({ photo }: { photo: PhotoRow }) {
  if (photo.scan_state !== 'scanned') {
    return (
      <span className={styles.blank}>
        <Icon name={photo.scan_state === 'failed' ? 'warning' : 'wait'} size={32} />
      </span>
    )
  }
  return <Picture photoId={photo.id} />
}

/** A browser asks for a picture once: one that failed while nobody was signed in is made anew afterwards. */
function Picture({ photoId }: { photoId: string }) {
  const [returns, setReturns] = useState(0)
  useEffect(() => onSession('resumed', () => setReturns((before) => before + 1)), [])
  return (
    <img
      key={returns}
      src={`/api/photos/${photoId}/thumbnail`}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
    />
  )
}

function Facts({ photo }: { photo: PhotoRow }) {
  return (
    <div className={styles.facts}>
      {photo.kind === 'video' && (
        <span>Video{photo.seconds === null ? '' : `, ${length(photo.seconds)}`}</span>
      )}
      <Badge state={PHOTO_STATES[photoState(photo)]} />
      {photo.scan_state === 'scanned' && (
        <span className="soft">
          {photo.open > 0 ? `${photo.people - photo.open} of ${photo.people} named` : `${photo.people} in it`}
        </span>
      )}
      {photo.scan_problem && <span className="soft">{photo.scan_problem}</span>}
    </div>
  )
}
