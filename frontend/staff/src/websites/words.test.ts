import { expect, test } from 'vitest'
import { pageState } from './words'

const AT = '2026-05-03T12:00:00Z'

test.each([
  [{ looked_at: null, problem_text: null, open_findings: 0 }, 'Not looked at yet'],
  [{ looked_at: AT, problem_text: null, open_findings: 0 }, 'Nothing found'],
  [{ looked_at: AT, problem_text: null, open_findings: 2 }, '2 found'],
  [{ looked_at: AT, problem_text: 'The website answered with an error.', open_findings: 2 }, 'Needs a look'],
])('%o is %s', (page, words) => {
  expect(pageState(page).words).toBe(words)
})
