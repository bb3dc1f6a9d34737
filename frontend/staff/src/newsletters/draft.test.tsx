import { describe, expect, it } from 'vitest'
import { Problem } from '../api/problem'
import type { Issue } from '../api/types'
import { type Action, asBody, type Draft, EMPTY, isSameAs, nameOf, open, write } from './draft'
import { type IssueService, save, waitFor } from './saving'

const ISSUE: Issue = {
  id: 'i1',
  channel_id: 'c1',
  channel_name: 'Friday letter',
  purpose: 'digital_newsletter',
  title: 'Spring news',
  state: 'draft',
  pictures: 1,
  address: null,
  created_at: '2026-03-01T09:00:00Z',
  out_at: null,
  revision: 2,
  parts: [
    { kind: 'heading', text: 'One', photo_id: null, alt: '' },
    { kind: 'text', text: 'Two', photo_id: null, alt: '' },
    { kind: 'picture', text: '', photo_id: 'p1', alt: 'Beans' },
  ],
  cannot_recall: [],
}

const after = (...actions: Action[]) => actions.reduce(write, open(ISSUE))
const order = (draft: Draft) => draft.content.parts.map(({ key }) => key)

describe('writing an issue', () => {
  it('moves a part up and down, and stops at the ends', () => {
    expect(order(after({ do: 'move', key: 2, by: -1 }))).toEqual([0, 2, 1])
    expect(order(after({ do: 'move', key: 0, by: -1 }))).toEqual([0, 1, 2])
    expect(order(after({ do: 'move', key: 2, by: 1 }))).toEqual([0, 1, 2])
  })

  it('puts a part that was taken out back where it was', () => {
    const [, second] = open(ISSUE).content.parts
    if (!second) throw new Error('the issue has three parts')
    expect(order(after({ do: 'remove', key: 1 }))).toEqual([0, 2])
    expect(order(after({ do: 'remove', key: 1 }, { do: 'put back', part: second, at: 1 }))).toEqual([0, 1, 2])
  })

  it('gives each new part a key of its own, also after one was taken out', () => {
    const draft = after({ do: 'remove', key: 2 }, { do: 'add', parts: [EMPTY.text, EMPTY.heading], at: 2 })
    expect(order(draft)).toEqual([0, 1, 3, 4])
  })

  it('names parts by their place among their kind', () => {
    const { content } = after({ do: 'add', parts: [EMPTY.text], at: 0 })
    expect(content.parts.map((part) => nameOf(content.parts, part))).toEqual([
      'Text 1',
      'Heading 1',
      'Text 2',
      'Picture 1',
    ])
  })

  it('sends parts without their keys, and knows when the service has the same', () => {
    const draft = open(ISSUE)
    expect(asBody(draft.content, 2).parts[0]).toEqual(ISSUE.parts[0])
    expect(isSameAs(draft.content, ISSUE)).toBe(true)
    expect(isSameAs(after({ do: 'title', title: 'Other' }).content, ISSUE)).toBe(false)
  })
})

const changed = after({ do: 'change', key: 1, to: { text: 'Three' } })
const stored = (draft: Draft): Issue => ({ ...ISSUE, ...asBody(draft.content, 3) })

function service(put: () => Promise<Issue>, there: Issue = ISSUE): IssueService {
  return { put, get: () => Promise.resolve(there) }
}
const refuses = (status: number, type: string) => () => Promise.reject(new Problem({ status, type }))

describe('saving an issue', () => {
  it('waits a moment after a change, and never sends an empty title', () => {
    expect(waitFor(open(ISSUE))).toBeNull()
    expect(waitFor(changed)).toBeGreaterThan(0)
    expect(waitFor(write(changed, { do: 'title', title: ' ' }))).toBeNull()
  })

  it('is saved when the service has it, and goes on where more was written meanwhile', async () => {
    const action = await save(
      service(() => Promise.resolve(stored(changed))),
      changed,
    )
    const sending = write(changed, { do: 'sending' })
    expect(write(sending, action)).toMatchObject({ saving: { state: 'saved' }, issue: { revision: 3 } })
    const more = write(sending, { do: 'title', title: 'More' })
    expect(write(more, action)).toMatchObject({
      saving: { state: 'waiting' },
      content: { title: 'More' },
      issue: { revision: 3 },
    })
  })

  it('takes its own save for saved, where the answer was lost', async () => {
    const lost = service(refuses(409, '/problems/issue-changed'), stored(changed))
    expect(await save(lost, changed)).toMatchObject({ do: 'saved', issue: { revision: 3 } })
  })

  it('asks where somebody else changed it, and keeps mine over theirs only when told to', async () => {
    const theirs = { ...ISSUE, title: 'Theirs', revision: 5 }
    const action = await save(service(refuses(409, '/problems/issue-changed'), theirs), changed)
    const clash = write(changed, action)
    expect(clash.saving).toEqual({ state: 'changed', issue: theirs })
    expect(waitFor(clash)).toBeNull()
    const mine = write(clash, { do: 'keep mine' })
    expect(asBody(mine.content, mine.issue.revision)).toMatchObject({ revision: 5, title: 'Spring news' })
    expect(waitFor(mine)).toBeGreaterThan(0)
    expect(write(clash, { do: 'load', issue: theirs }).content.title).toBe('Theirs')
  })

  it('tries again where it may pass, and says why where it may not', async () => {
    expect(await save(service(refuses(503, 'x')), changed)).toEqual({ do: 'unsure' })
    expect(waitFor(write(write(changed, { do: 'unsure' }), { do: 'unsure' }))).toBe(2000)
    expect(await save(service(refuses(422, 'x')), changed)).toMatchObject({ do: 'refused' })
    expect(await save(service(refuses(401, 'x')), changed)).toEqual({ do: 'signed out' })
  })
})
