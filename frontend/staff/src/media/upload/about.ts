/** What the uploader says of a batch, in words: where it was taken (W7), with whose device (W6), and at a large event by whom (E4). */
import type { operations } from '../../api/schema'

type Said = Required<operations['media_upload']['parameters']['query']>
type AnyPlace = NonNullable<Said['place']>
export type Device = NonNullable<Said['device']>
export type BannedPlace = Extract<AnyPlace, 'changing_room' | 'toilet' | 'first_aid' | 'intimate_care'>
export type Place = Exclude<AnyPlace, BannedPlace>

export interface About {
  place: Place
  device: Device
  /** Who of the event's register took them; at a large event only. */
  photographer_id?: string
}

/** Somebody on an event's register whose pictures are taken. */
export interface Taker {
  id: string
  /** With the badge's number. */
  name: string
  /** Whether it is who is signed in. */
  isMe: boolean
}

export const PLACES: Record<Place, string> = {
  classroom: 'A classroom',
  hall: 'A hall',
  stage: 'A stage',
  sports: 'Sport: a field, a gym, a pool',
  outdoors: 'Outdoors at school',
  trip: 'A trip',
  elsewhere: 'Somewhere else',
}

export const BANNED_PLACES: Record<BannedPlace, string> = {
  changing_room: 'A changing room',
  toilet: 'A toilet',
  first_aid: 'First aid',
  intimate_care: 'Intimate care',
}

export const DEVICES: Record<Device, string> = {
  school: 'The school’s camera, tablet or phone',
  personal: 'My own phone or camera',
}

export function isBanned(place: AnyPlace): place is BannedPlace {
  return place in BANNED_PLACES
}

export type { AnyPlace }
