import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Dispatch, Fragment, useEffect, useReducer, useRef, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import type { Issue, IssueFinding } from '../api/types'
import { Badge } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { Check } from './Check'
import { type Action, type Draft, EMPTY, nameOf, open, type Part, saveWord, write } from './draft'
import { ISSUE_STATES } from './IssuesPage'
import { PartEditor } from './PartEditor'
import { PictureDialog } from './PictureDialog'
import { checkQuery, throwAway } from './queries'
import { useSaving } from './saving'
import styles from './newsletters.module.css'

/** Writes an issue: title, headings, text and pictures in their order. It saves by itself, and is checked with each save. */
export function Editor({ issue }: { issue: Issue }) {
  const [draft, dispatch] = useReducer(write, issue, open)
  const saveNow = useSaving(draft, dispatch)
  const isSaved = draft.saving.state === 'saved'
  useUnsaved(!isSaved)
  useFresh(draft)
  const check = useQuery({ ...checkQuery(issue.id, draft.issue.revision), placeholderData: (last) => last })
  const findings = check.data?.findings ?? []
  return (
    <>
      <div className="spread">
        <h1>{draft.content.title || 'Newsletter'}</h1>
        <span className="row">
          <span className="soft" role="status">
            {saveWord(draft.saving)}
          </span>
          <Badge state={ISSUE_STATES.draft} />
        </span>
      </div>
      <p className="soft">{issue.channel_name}</p>
      <SaveTrouble draft={draft} dispatch={dispatch} />
      <div className="columns">
        <div>
          <Title draft={draft} dispatch={dispatch} onLeave={saveNow} findings={findings} />
          <PartList issue={issue} draft={draft} dispatch={dispatch} findings={findings} />
        </div>
        <div className={styles.side}>
          {check.isError && <ProblemNotice thrown={check.error} retry={() => void check.refetch()} />}
          <Check issue={draft.issue} check={check.data} parts={draft.content.parts} isSaved={isSaved} />
          <ThrowAway issue={issue} />
        </div>
      </div>
    </>
  )
}

/** Whoever comes back to the page finds what was saved last. */
function useFresh({ issue }: Draft) {
  const queries = useQueryClient()
  useEffect(() => {
    queries.setQueryData(['issue', issue.id], issue)
    void queries.invalidateQueries({ queryKey: ['issues'] })
  }, [queries, issue])
}

function SaveTrouble({ draft, dispatch }: { draft: Draft; dispatch: Dispatch<Action> }) {
  const { saving } = draft
  if (saving.state === 'refused') {
    return (
      <div className="notice" data-tone="bad" role="alert">
        <p>Your last change was not saved. {saving.sentence}</p>
      </div>
    )
  }
  if (saving.state !== 'changed') return null
  if (saving.issue.state === 'out') {
    return (
      <div className="notice" data-tone="warn" role="alert">
        <p>Somebody sent this issue out while you were at it. Your last change was not saved.</p>
        <button type="button" onClick={() => window.location.reload()}>
          Load it as it is now
        </button>
      </div>
    )
  }
  return (
    <div className="notice" data-tone="warn" role="alert">
      <p>
        Somebody else changed this issue while you were at it, perhaps you in another tab. Your last change
        was not saved.
      </p>
      <p className="row">
        <button type="button" onClick={() => dispatch({ do: 'load', issue: saving.issue })}>
          Load what is there now
        </button>
        <button type="button" onClick={() => dispatch({ do: 'keep mine' })}>
          Keep mine instead
        </button>
      </p>
    </div>
  )
}

interface TitleProps {
  draft: Draft
  dispatch: Dispatch<Action>
  onLeave(): void
  findings: readonly IssueFinding[]
}

function Title({ draft, dispatch, onLeave, findings }: TitleProps) {
  const { title } = draft.content
  const wrong = findings.filter(({ part, rule }) => part === null && rule === 'P2').map(({ text }) => text)
  if (title.trim() === '') wrong.push('An issue needs a title.')
  return (
    <div className="card">
      <Field label="Title" wrong={wrong.join(' ') || undefined}>
        <input
          value={title}
          maxLength={150}
          onChange={({ target }) => dispatch({ do: 'title', title: target.value })}
          onBlur={onLeave}
        />
      </Field>
    </div>
  )
}

interface PartListProps {
  issue: Issue
  draft: Draft
  dispatch: Dispatch<Action>
  findings: readonly IssueFinding[]
}

function PartList({ issue, draft, dispatch, findings }: PartListProps) {
  const { parts } = draft.content
  const toast = useToast()
  const [said, setSaid] = useState('')
  const list = useRef<HTMLOListElement>(null)
  useFocusOnNew(list, draft)
  const move = (part: Part, by: -1 | 1) => {
    const to = parts.indexOf(part) + by
    if (to < 0 || to >= parts.length) return
    dispatch({ do: 'move', key: part.key, by })
    setSaid(`${nameOf(parts, part)} is now at place ${to + 1} of ${parts.length}.`)
  }
  const remove = (part: Part) => {
    const at = parts.indexOf(part)
    dispatch({ do: 'remove', key: part.key })
    toast(`${nameOf(parts, part)} is taken out.`, { undo: () => dispatch({ do: 'put back', part, at }) })
  }
  return (
    <>
      {parts.length === 0 && (
        <p className="card">Nothing is in it yet. Begin with a heading, some text or a picture.</p>
      )}
      <ol className="plain" ref={list} aria-label="Parts of the issue">
        {parts.map((part, at) => (
          <Fragment key={part.key}>
            <PartEditor
              part={part}
              name={nameOf(parts, part)}
              place={{ at, of: parts.length }}
              findings={draft.saving.state === 'saved' ? findings.filter((each) => each.part === at) : []}
              onChange={(to) => dispatch({ do: 'change', key: part.key, to })}
              onMove={(by) => move(part, by)}
              onRemove={() => remove(part)}
            />
          </Fragment>
        ))}
      </ol>
      <p className="hidden" role="status">
        {said}
      </p>
      <Adding issue={issue} onAdd={(added) => dispatch({ do: 'add', parts: added, at: parts.length })} />
      <p className="soft">
        To change the order, use the arrows of each part, or Alt and the arrow keys while you write in it.
      </p>
    </>
  )
}

/** What has just been added is written next. */
function useFocusOnNew(list: React.RefObject<HTMLOListElement | null>, { content, nextKey }: Draft) {
  const known = useRef(nextKey)
  useEffect(() => {
    if (nextKey === known.current) return
    const added = content.parts.find(({ key }) => key >= known.current)
    known.current = nextKey
    list.current?.querySelector<HTMLElement>(`[data-part="${added?.key}"] :is(input, textarea)`)?.focus()
  }, [list, content.parts, nextKey])
}

interface AddingProps {
  issue: Issue
  onAdd(parts: Extract<Action, { do: 'add' }>['parts']): void
}

function Adding({ issue, onAdd }: AddingProps) {
  const [isChoosing, setChoosing] = useState(false)
  return (
    <div className="row" role="group" aria-label="Add a part">
      <button type="button" onClick={() => onAdd([EMPTY.heading])}>
        Add a heading
      </button>
      <button type="button" onClick={() => onAdd([EMPTY.text])}>
        Add text
      </button>
      <button type="button" onClick={() => setChoosing(true)}>
        Add pictures
      </button>
      {isChoosing && (
        <PictureDialog
          purpose={issue.purpose}
          onClose={() => setChoosing(false)}
          onChosen={(photoIds) => {
            setChoosing(false)
            onAdd(photoIds.map((photo_id) => ({ kind: 'picture', text: '', alt: '', photo_id })))
          }}
        />
      )}
    </div>
  )
}

function ThrowAway({ issue }: { issue: Issue }) {
  const [isAsked, setAsked] = useState(false)
  const [thrown, setThrown] = useState<unknown>(null)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const run = () =>
    throwAway(issue.id).then(() => {
      toast(`‘${issue.title}’ was thrown away.`)
      void queries.invalidateQueries({ queryKey: ['issues'] })
      return navigate({ to: '/newsletters' })
    }, setThrown)
  return (
    <div className="stack">
      {thrown !== null && <ProblemNotice thrown={thrown} />}
      {isAsked ? (
        <p className="row">
          <span>It can’t be brought back.</span>
          <button type="button" className="danger" onClick={() => void run()}>
            Throw it away
          </button>
          <button type="button" className="quiet" onClick={() => setAsked(false)}>
            Keep it
          </button>
        </p>
      ) : (
        <button type="button" className="quiet" onClick={() => setAsked(true)}>
          Throw this draft away
        </button>
      )}
    </div>
  )
}
