/**
 * `<consent-gallery src="https://…/g/CODE">`: what a channel shows at this moment, on the school's own page.
 *
 * It asks again whenever the reader comes back to the page, and each minute while it is looked at. Where it gets no answer it shows
 * no picture (P1). `empty`: what stands there without pictures. Parts to style from outside: list, item, picture, caption, note.
 */
interface File {
  address: string
  width: number
  height: number
}

interface Picture {
  caption: string
  alt: string
  small: File
  large: File
}

const AGAIN_MS = 60_000
const STYLE =
  ':host{display:block}ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr));gap:1rem;list-style:none;margin:0;padding:0}figure{margin:0}img{width:100%;height:auto;display:block}'

class ConsentGallery extends HTMLElement {
  static observedAttributes = ['src']
  readonly #root = this.attachShadow({ mode: 'open' })
  readonly #look = () => {
    if (!document.hidden) void this.#ask()
  }
  #timer = 0
  #asked = 0
  #shown = ''

  connectedCallback() {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    this.#root.adoptedStyleSheets = [sheet]
    document.addEventListener('visibilitychange', this.#look)
    addEventListener('pageshow', this.#look)
    this.#timer = setInterval(this.#look, AGAIN_MS)
    this.#look()
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.#look)
    removeEventListener('pageshow', this.#look)
    clearInterval(this.#timer)
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#look()
  }

  async #ask() {
    const asked = ++this.#asked
    const pictures = await fetched(this.getAttribute('src'))
    if (asked !== this.#asked) return
    const shown = JSON.stringify(pictures)
    if (shown === this.#shown) return
    this.#shown = shown
    this.#root.replaceChildren(pictures.length > 0 ? list(pictures) : note(this.getAttribute('empty')))
  }
}

async function fetched(src: string | null): Promise<Picture[]> {
  try {
    const answer = await fetch(`${src}.json`, {
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    return answer.ok ? ((await answer.json()) as { pictures: Picture[] }).pictures : []
  } catch {
    return []
  }
}

function list(pictures: Picture[]): HTMLElement {
  const all = made('ul', 'list')
  all.setAttribute('role', 'list')
  all.append(...pictures.map(item))
  return all
}

function item({ caption, alt, small, large }: Picture): HTMLElement {
  const [entry, figure, img] = [made('li', 'item'), made('figure', 'figure'), made('img', 'picture')]
  Object.assign(img, {
    loading: 'lazy',
    referrerPolicy: 'no-referrer',
    alt,
    width: small.width,
    height: small.height,
    sizes: '(min-width: 40rem) 25rem, 100vw',
    srcset: `${small.address} ${small.width}w, ${large.address} ${large.width}w`,
    src: small.address,
  })
  figure.append(img)
  if (caption) figure.append(made('figcaption', 'caption', caption))
  entry.append(figure)
  return entry
}

function note(words: string | null): HTMLElement {
  return made('p', 'note', words ?? 'There are no pictures here now.')
}

function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  part: string,
  words = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.setAttribute('part', part)
  element.textContent = words
  return element
}

if (!customElements.get('consent-gallery')) customElements.define('consent-gallery', ConsentGallery)
