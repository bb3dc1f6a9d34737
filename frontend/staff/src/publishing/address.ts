/** A public address in full, ready to copy. */
export function absolute(address: string): string {
  return new URL(address, location.origin).href
}

/** An address that somebody typed, if it can be followed: a page of the web and nothing else. */
export function webAddress(address: string): string | null {
  const found = URL.canParse(address) ? new URL(address) : null
  return found && /^https?:$/.test(found.protocol) ? found.href : null
}
