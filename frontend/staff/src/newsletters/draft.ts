/** An issue while somebody writes it: its parts, what can be undone, and how far the service has it. */
import type { Issue, IssuePart } from '../api/types'

/** `key` stays with a part wherever it moves. */
export type Part = IssuePart & { key: number }

/** What somebody wrote: the title and the parts in their order. */
export interface Content {
  title: string
  parts: readonly Part[]
}

export type Saving =
  | { state: 'saved' }
  | { state: 'waiting' }
  | { state: 'sending' }
  | { state: 'unsure'; tries: number }
  | { state: 'signed_out' }
  | { state: 'changed'; issue: Issue }
  | { state: 'refused'; sentence: string }

export interface Draft {
  issue: Issue
  content: Content
  saving: Saving
  nextKey: number
}

export type Action =
  | { do: 'title'; title: string }
  | { do: 'change'; key: number; to: Partial<Pick<Part, 'text' | 'alt'>> }
  | { do: 'add'; parts: readonly IssuePart[]; at: number }
  | { do: 'move'; key: number; by: -1 | 1 }
  | { do: 'remove'; key: number }
  | { do: 'put back'; part: Part; at: number }
  | { do: 'sending' }
  | { do: 'saved'; issue: Issue; sent: Content }
  | { do: 'unsure' }
  | { do: 'signed out' }
  | { do: 'changed'; issue: Issue }
  | { do: 'refused'; sentence: string }
  | { do: 'keep mine' }
  | { do: 'load'; issue: Issue }

export const EMPTY: Record<'heading' | 'text', IssuePart> = {
  heading: { kind: 'heading', text: '', photo_id: null, alt: '' },
  text: { kind: 'text', text: '', photo_id: null, alt: '' },
}

export function open(issue: Issue): Draft {
  return {
    issue,
    content: { title: issue.title, parts: issue.parts.map((part, key) => ({ ...part, key })) },
    saving: { state: 'saved' },
    nextKey: issue.parts.length,
  }
}

export function write(draft: Draft, action: Action): Draft {
  const { content } = draft
  switch (action.do) {
    case 'title':
      return changed(draft, { ...content, title: action.title })
    case 'change':
      return changed(draft, {
        ...content,
        parts: content.parts.map((part) => (part.key === action.key ? { ...part, ...action.to } : part)),
      })
    case 'add':
      return added(draft, action.parts, action.at)
    case 'move':
      return changed(draft, { ...content, parts: moved(content.parts, action.key, action.by) })
    case 'remove':
      return changed(draft, { ...content, parts: content.parts.filter(({ key }) => key !== action.key) })
    case 'put back':
      return changed(draft, { ...content, parts: content.parts.toSpliced(action.at, 0, action.part) })
    case 'load':
      return open(action.issue)
    case 'keep mine':
      return draft.saving.state === 'changed'
        ? { ...draft, issue: draft.saving.issue, saving: { state: 'waiting' } }
        : draft
    default:
      return { ...draft, ...answered(draft, action) }
  }
}

type Answer = Extract<Action, { do: 'sending' | 'saved' | 'unsure' | 'signed out' | 'changed' | 'refused' }>

function answered(draft: Draft, action: Answer): Partial<Draft> {
  switch (action.do) {
    case 'sending':
      return { saving: { state: 'sending' } }
    case 'saved':
      return {
        issue: action.issue,
        saving: { state: action.sent === draft.content ? 'saved' : 'waiting' },
      }
    case 'unsure': {
      const tries = draft.saving.state === 'unsure' ? draft.saving.tries + 1 : 1
      return { saving: { state: 'unsure', tries } }
    }
    case 'signed out':
      return { saving: { state: 'signed_out' } }
    case 'changed':
      return { saving: { state: 'changed', issue: action.issue } }
    case 'refused':
      return { saving: { state: 'refused', sentence: action.sentence } }
  }
}

/** While it is being sent, or somebody has to decide, a change waits. */
function changed(draft: Draft, content: Content): Draft {
  const isHeld = ['sending', 'unsure', 'changed', 'signed_out'].includes(draft.saving.state)
  return { ...draft, content, saving: isHeld ? draft.saving : { state: 'waiting' } }
}

function added(draft: Draft, parts: readonly IssuePart[], at: number): Draft {
  const keyed = parts.map((part, number) => ({ ...part, key: draft.nextKey + number }))
  const content = { ...draft.content, parts: draft.content.parts.toSpliced(at, 0, ...keyed) }
  return { ...changed(draft, content), nextKey: draft.nextKey + parts.length }
}

function moved(parts: readonly Part[], key: number, by: -1 | 1): readonly Part[] {
  const from = parts.findIndex((part) => part.key === key)
  const part = parts[from]
  const to = from + by
  if (!part || to < 0 || to >= parts.length) return parts
  return parts.toSpliced(from, 1).toSpliced(to, 0, part)
}

/** What is sent to be kept. */
export function asBody(content: Content, revision: number) {
  const parts = content.parts.map(({ kind, text, photo_id, alt }) => ({ kind, text, photo_id, alt }))
  return { revision, title: content.title.trim(), parts }
}

/** Whether the service has exactly this. */
export function isSameAs(content: Content, issue: Issue): boolean {
  const { title, parts } = asBody(content, issue.revision)
  return title === issue.title && JSON.stringify(parts) === JSON.stringify(issue.parts.map(inOrder))
}

function inOrder({ kind, text, photo_id, alt }: IssuePart): IssuePart {
  return { kind, text, photo_id, alt }
}

/** What a part is called: 'Picture 2', by its place among those of its kind. */
export function nameOf(parts: readonly Part[], part: Part): string {
  const number = parts.filter(({ kind }) => kind === part.kind).indexOf(part) + 1
  return `${{ heading: 'Heading', text: 'Text', picture: 'Picture' }[part.kind]} ${number}`
}

export function saveWord(saving: Saving): string {
  if (saving.state === 'saved') return 'Saved'
  if (saving.state === 'unsure') return 'Not saved yet. Trying again …'
  if (saving.state === 'signed_out') return 'Not saved: sign in'
  if (saving.state === 'changed' || saving.state === 'refused') return 'Not saved'
  return 'Saving …'
}
