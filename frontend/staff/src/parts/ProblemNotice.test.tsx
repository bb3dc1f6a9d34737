import { render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ProblemNotice } from './ProblemNotice'

afterEach(() => Reflect.deleteProperty(Element.prototype, 'scrollIntoView'))

test('it goes away in peace where scrolling gives a promise, as new browsers do', () => {
  Element.prototype.scrollIntoView = () => Promise.resolve() as never
  const { unmount } = render(<ProblemNotice thrown={new Error('No.')} />)
  expect(unmount).not.toThrow()
})
