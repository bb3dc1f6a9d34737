/** Photos for the tests: who is in them, as the service tells it. */
import type { PersonInPhoto, Photo } from '../api/types'

export const AMIRA = { id: 'child-amira', name: 'Amira Khan' }
export const BEN = { id: 'child-ben', name: 'Ben Cole' }
export const MS_DAY = { id: 'adult-day', name: 'Ruth Day' }

/** A detected face in a row from left to right, open unless told otherwise. */
export function face(number: number, rest: Partial<PersonInPhoto> = {}): PersonInPhoto {
  return {
    id: `face-${number}`,
    number,
    box: { x: number * 0.1, y: 0.3, w: 0.08, h: 0.1 },
    in_crop: true,
    score: 0.9,
    resolution: 'open',
    child: null,
    adult: null,
    reason: null,
    ...rest,
  }
}

export function photoWith(people: PersonInPhoto[], rest: Partial<Photo> = {}): Photo {
  const open = people.filter(({ resolution }) => resolution === 'open').length
  return {
    id: 'photo-1',
    event_id: 'event-1',
    kind: 'picture',
    seconds: null,
    file_name: 'IMG_0001.jpg',
    width: 1500,
    height: 1000,
    taken_at: null,
    uploaded_at: '2026-06-20T10:00:00Z',
    scan_state: 'scanned',
    scan_problem: null,
    has_location: false,
    people: people.length,
    open,
    redacted: people.filter(({ resolution }) => resolution === 'redacted').length,
    reviewed: false,
    people_version: 1,
    crop: null,
    people_in_photo: people,
    review: null,
    checks: [],
    ...rest,
  }
}
