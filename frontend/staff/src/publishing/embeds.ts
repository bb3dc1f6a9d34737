/** What a school pastes into its own website, for any content system. Every form asks us again, so that what ends here ends there. */

/** One picture that stands in a channel. */
export interface Shown {
  alt: string
  files: readonly { size: string; address: string | null; width: number; height: number }[]
}

/** The gallery in a frame of its own: nothing of ours can touch the page around it, and it needs no script. */
export function frame(address: string, name: string): string {
  const style = 'width: 100%; height: 40rem; border: 0'
  return `<iframe src="${text(address)}/frame" title="${text(name)}" loading="lazy" sandbox referrerpolicy="no-referrer" style="${style}"></iframe>`
}

/** The gallery in the page itself: it takes on the page's look, and asks again whenever the reader comes back. */
export function component(address: string): string {
  const script = new URL('/embed/gallery.js', address).href
  return `<script type="module" src="${text(script)}"></script>\n<consent-gallery src="${text(address)}"></consent-gallery>`
}

/** One picture; null where there is no large file of it that everybody can fetch. */
export function picture({ alt, files }: Shown): string | null {
  const large = files.find(({ size }) => size === 'large')
  if (!large?.address) return null
  const size = `width="${large.width}" height="${large.height}"`
  return `<img src="${text(large.address)}" alt="${text(alt)}" ${size} loading="lazy" referrerpolicy="no-referrer">`
}

/** As it stands in an attribute of HTML. */
function text(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
