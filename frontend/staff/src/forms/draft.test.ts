import { describe, expect, it } from 'vitest'
import type { FormContent, FormDetail } from '../api/types'
import { outdated, usesOf, withUse, working } from './draft'

const WORDS = { name: 'Website', question: 'May we?', reach: 'Everybody.' }
const OTHER = { ...WORDS, question: 'May we now?' }
const NOTHING: FormContent = {
  introduction: { text: null, translations: {} },
  questions: {},
  not_asked: [],
  bases: {},
}
const FORM = {
  published: NOTHING,
  draft: null,
  defaults: {
    introduction: 'Hello.',
    questions: [{ purpose: 'website', words: WORDS, conditions: ['group_only', 'first_name'] }],
  },
} as unknown as FormDetail

function use(content: FormContent = NOTHING) {
  const [found] = usesOf(FORM, content)
  if (!found) throw new Error('no use')
  return found
}

describe('a form being changed', () => {
  it('works on the draft where there is one', () => {
    expect(working(FORM)).toBe(NOTHING)
    const draft = { ...NOTHING, not_asked: ['website'] }
    expect(working({ ...FORM, draft })).toBe(draft)
  })

  it('shows each use as the form comes until the school writes its own', () => {
    expect(use()).toMatchObject({ words: WORDS, isAsked: true, basis: 'consent' })
    const content = withUse(FORM, NOTHING, { ...use(), words: OTHER })
    expect(use(content).words).toEqual(OTHER)
  })

  it('keeps nothing of a use that is as it comes', () => {
    const changed = withUse(FORM, NOTHING, { ...use(), words: OTHER, isAsked: false, conditions: [] })
    expect(changed.not_asked).toEqual(['website'])
    expect(withUse(FORM, changed, use())).toEqual(NOTHING)
  })

  it('keeps the reason of a basis, also of one that was given up', () => {
    const content = withUse(FORM, NOTHING, { ...use(), basis: 'consent', reason: 'A parent asked.' })
    expect(content.bases).toEqual({ website: { basis: 'consent', reason: 'A parent asked.' } })
  })

  it('sees that a translation is of other words', () => {
    const own = { ...WORDS, english: WORDS, checked_by: '' }
    const content = withUse(FORM, NOTHING, { ...use(), translations: { pl: own } })
    expect(outdated(use(content))).toEqual([])
    expect(outdated({ ...use(content), words: OTHER })).toEqual(['pl'])
  })
})
