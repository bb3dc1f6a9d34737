import { describe, expect, test } from 'vitest'
import { component, frame, picture } from './embeds'

const ADDRESS = 'https://pictures.example/g/abc'

/** The snippet as a browser reads it. */
function read(snippet: string): Element {
  const box = document.createElement('div')
  box.innerHTML = snippet
  return box.lastElementChild as Element
}

describe('what a school pastes into its website', () => {
  test('the frame is sandboxed and says what it holds', () => {
    const iframe = read(frame(ADDRESS, 'Year 1 & "friends"'))
    expect(iframe.getAttribute('src')).toBe(`${ADDRESS}/frame`)
    expect(iframe.getAttribute('sandbox')).toBe('')
    expect(iframe.getAttribute('title')).toBe('Year 1 & "friends"')
  })

  test('the component comes with its script from the same service', () => {
    expect(component(ADDRESS)).toContain('src="https://pictures.example/embed/gallery.js"')
    expect(read(component(ADDRESS)).getAttribute('src')).toBe(ADDRESS)
  })

  test('a picture keeps its words and its size', () => {
    const large = {
      size: 'large',
      address: 'https://pictures.example/m/x/large.jpg',
      width: 800,
      height: 600,
    }
    const img = read(picture({ alt: 'A <b>"garden"</b>', files: [large] }) ?? '')
    expect(img.getAttribute('alt')).toBe('A <b>"garden"</b>')
    expect([img.getAttribute('width'), img.getAttribute('height')]).toEqual(['800', '600'])
  })

  test('without a large file there is nothing to paste', () => {
    expect(picture({ alt: '', files: [] })).toBeNull()
  })
})
