/** What waits for somebody, by the page where it waits. */
export type Work = 'release' | 'review' | 'takedown' | 'breach' | 'report' | 'capture'

/** How much waits, of all that the reader may see; what isn't known yet, or isn't theirs to see, is nothing. */
export type OpenWork = Readonly<Partial<Record<Work, number>>>

/** How much waits at these pages together. */
export function waiting(work: OpenWork, places: readonly { work?: Work }[]): number {
  return places.reduce((sum, place) => sum + ((place.work && work[place.work]) ?? 0), 0)
}
