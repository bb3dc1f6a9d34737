/** A public address in full, ready to copy. */
export function absolute(address: string): string {
  return new URL(address, location.origin).href
}
