/** The photos that the grid last showed, in its order, so that the workbench can go on to the next one. Kept for this tab. */
const KEY = 'photo-order'

export function rememberOrder(ids: readonly string[]): void {
  sessionStorage.setItem(KEY, JSON.stringify(ids))
}

/** The remembered order, where the photo is in it. */
export function orderAround(photoId: string): string[] | undefined {
  const ids: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
  return Array.isArray(ids) && ids.includes(photoId) ? (ids as string[]) : undefined
}
