import { expect, test } from 'vitest'
import { filesOf, isFile } from './shell'

test('a page names its own files, each once', () => {
  const html = `<link rel="icon" href="/staff/icon.svg" /><script src="/staff/assets/a-1.js"></script>
    <link rel="modulepreload" href="/staff/assets/b-2.js"><link rel="stylesheet" href="/staff/assets/a-1.js">
    <a href="https://other.example/staff/x">x</a>`
  expect(filesOf(html)).toEqual(['/staff/icon.svg', '/staff/assets/a-1.js', '/staff/assets/b-2.js'])
})

test.each([
  ['/staff/assets/a-1.js', true],
  ['/staff/capture/icon-192.png', true],
  ['/staff/icon.svg', true],
  ['/api/me', false],
  ['/staff/', false],
  ['/m/code/large.jpg', false],
])('%s is a file of the page: %s', (path, is) => {
  expect(isFile(path)).toBe(is)
})
