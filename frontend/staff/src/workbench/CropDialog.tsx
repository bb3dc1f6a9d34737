import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react'
import { answer, api } from '../api/client'
import type { CropOffer, Photo } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { count } from '../parts/wording'
import { asCrop, drawn, isSeen, stepped, WHOLE } from './crop'
import { pointOn, type Box, type Direction, type Point } from './geometry'
import { CropFrame } from './GoesOut'
import styles from './goesOut.module.css'

const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

interface CropDialogProps {
  photo: Photo
  names: ReadonlyMap<string, string>
  onChosen(crop: Box | null): void
  onClose(): void
}

/** Chooses the part of the picture that goes out: drawn, by arrow keys, or one that is offered because nobody blocked is left in it. */
export function CropDialog({ photo, names, onChosen, onClose }: CropDialogProps) {
  const [part, setPart] = useState<Box>(photo.crop ?? WHOLE)
  const offers = useOffers(photo)
  const seen = photo.people_in_photo.filter(({ box }) => isSeen(box, part)).length
  return (
    <Dialog title="Crop: what goes out" onClose={onClose}>
      <p className="soft">
        Draw a frame on the picture. Or: arrows move it, Shift and arrows resize it. The original stays whole.
      </p>
      <Canvas photo={photo} part={part} onPart={setPart} />
      <p role="status">
        {seen} of {count(photo.people_in_photo.length, 'person', 'people')} in the frame.
      </p>
      {offers.map((offer) => (
        <p key={JSON.stringify(offer.crop)}>
          <button type="button" onClick={() => setPart(offer.crop)}>
            Crop so that nobody blocked is left
          </button>{' '}
          <span className="soft">
            {count(offer.people, 'person', 'people')} in it; for {purposes(offer, names)}
          </span>
        </p>
      ))}
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={!asCrop(part) && !photo.crop}
          onClick={() => onChosen(asCrop(part))}
        >
          {photo.crop && !asCrop(part) ? 'Let the whole picture go out' : 'Let only this part go out'}
        </button>
        <button type="button" disabled={!asCrop(part)} onClick={() => setPart(WHOLE)}>
          Frame the whole picture
        </button>
      </div>
      <p className="soft">The people are counted again after a crop.</p>
    </Dialog>
  )
}

function Canvas({ photo, part, onPart }: { photo: Photo; part: Box; onPart(box: Box): void }) {
  const frame = useRef<HTMLButtonElement>(null)
  const [from, setFrom] = useState<Point | null>(null)
  const at = (event: PointerEvent): Point =>
    pointOn(
      frame.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 },
      event.clientX,
      event.clientY,
    )
  const draw = (event: PointerEvent) => {
    const box = from && drawn(from, at(event), photo)
    if (box) onPart(box)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key]
    if (!direction) return
    event.preventDefault()
    onPart(stepped(part, direction, event.shiftKey, photo))
  }
  return (
    <button
      ref={frame}
      type="button"
      className={styles.canvas}
      style={{ '--aspect': photo.width / photo.height } as CSSProperties}
      aria-label="The frame. Arrows move it, Shift and arrows resize it."
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom(at(event))
      }}
      onPointerMove={draw}
      onPointerUp={(event) => {
        draw(event)
        setFrom(null)
      }}
      onPointerCancel={() => setFrom(null)}
    >
      <img src={`/api/photos/${photo.id}/preview`} alt={photo.file_name} draggable={false} />
      <CropFrame crop={part} />
    </button>
  )
}

function useOffers(photo: Photo): readonly CropOffer[] {
  const { data } = useQuery({
    queryKey: ['workbench', 'crop-offers', photo.id, photo.people_version],
    queryFn: () =>
      answer(api.GET('/api/photos/{photo_id}/crop-offers', { params: { path: { photo_id: photo.id } } })),
  })
  return data?.items ?? []
}

/** 'School website and 3 other uses' */
function purposes(
  { purposes: [first = '', ...others] }: CropOffer,
  names: ReadonlyMap<string, string>,
): string {
  const name = names.get(first) ?? first
  return others.length === 0 ? name : `${name} and ${count(others.length, 'other use')}`
}
