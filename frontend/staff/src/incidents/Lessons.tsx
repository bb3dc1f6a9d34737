import { type FormEvent, useState } from 'react'
import type { Lesson, Theme } from '../api/types'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTyped } from '../parts/typed'
import { count } from '../parts/wording'
import { longMonth } from './chart'
import { addLesson, changeLesson, useLearning } from './queries'
import { ThemeChoice } from './ThemeChoice'
import { THEMES } from './themes'

const SHARED: StateWords = { words: 'Everybody reads it', tone: 'good', icon: 'tick' }
const KEPT_BACK: StateWords = { words: 'Waits for somebody to read it', tone: 'warn', icon: 'wait' }

interface LessonsProps {
  rows: readonly Lesson[]
  mayEdit: boolean
}

/** Lessons by theme. A person lets each stand before staff read it: those that wait for that come first. */
export function Lessons({ rows, mayEdit }: LessonsProps) {
  const waiting = rows.filter(({ shared }) => !shared)
  const standing = rows.filter(({ shared }) => shared)
  const themes = (Object.keys(THEMES) as Theme[]).map((theme) => ({
    theme,
    own: standing.filter((each) => each.theme === theme),
  }))
  return (
    <section className="card stack unprinted" aria-labelledby="lessons">
      <h2 id="lessons">Lessons</h2>
      {rows.length === 0 && <p>None yet.</p>}
      <Group title={`To read first: ${count(waiting.length, 'lesson')}`} rows={waiting} mayEdit={mayEdit} />
      {themes.map(({ theme, own }) => (
        <Group key={theme} title={THEMES[theme]} rows={own} mayEdit={mayEdit} />
      ))}
      {mayEdit && (
        <details>
          <summary>Add a lesson</summary>
          <NewLesson />
        </details>
      )}
    </section>
  )
}

function Group({ title, rows, mayEdit }: LessonsProps & { title: string }) {
  if (rows.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <ul className="plain stack">
        {rows.map((each) => (
          <OneLesson key={each.id} lesson={each} mayEdit={mayEdit} />
        ))}
      </ul>
    </div>
  )
}

function OneLesson({ lesson, mayEdit }: { lesson: Lesson; mayEdit: boolean }) {
  return (
    <li>
      <p>{lesson.text}</p>
      <p className="row">
        <span className="soft">{longMonth(lesson.month)}</span>
        {mayEdit && <Badge state={lesson.shared ? SHARED : KEPT_BACK} />}
      </p>
      {mayEdit && <Sharing lesson={lesson} />}
    </li>
  )
}

function Sharing({ lesson }: { lesson: Lesson }) {
  const [own, setText] = useState<string | null>(null)
  const [theme, setTheme] = useState(lesson.theme)
  const text = own ?? lesson.text
  const changing = useLearning(
    changeLesson,
    lesson.shared ? 'Noted.' : 'Everybody who works here may read it.',
  )
  useTyped(text !== lesson.text)
  const change = (shared: boolean) =>
    changing.mutate({ id: lesson.id, text, theme, shared }, { onSuccess: () => setText(null) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change(true)
  }
  return (
    <details>
      <summary>
        {lesson.shared ? 'Change it' : 'Read it, and let it stand'}
        <span className="hidden">: {lesson.text}</span>
      </summary>
      <form onSubmit={submit}>
        {changing.isError && <ProblemNotice thrown={changing.error} />}
        <LessonText text={text} onChange={setText} />
        <ThemeChoice theme={theme} onChange={setTheme} />
        <div className="row">
          <button type="submit" disabled={changing.isPending}>
            {lesson.shared ? 'Change it' : 'Let it stand'}
          </button>
          {lesson.shared && (
            <button type="button" className="quiet" onClick={() => change(false)}>
              Take it back
            </button>
          )}
        </div>
      </form>
    </details>
  )
}

function NewLesson() {
  const [text, setText] = useState('')
  const [theme, setTheme] = useState<Theme>('other')
  const adding = useLearning(addLesson, 'Added.')
  useTyped(text !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ text, theme }, { onSuccess: () => setText('') })
  }
  return (
    <form onSubmit={submit}>
      {adding.isError && <ProblemNotice thrown={adding.error} />}
      <LessonText text={text} onChange={setText} />
      <ThemeChoice theme={theme} onChange={setTheme} />
      <button type="submit" disabled={adding.isPending}>
        Add this lesson
      </button>
    </form>
  )
}

function LessonText({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <Field
      label="What was learned"
      hint="What we do in another way. No names, nothing that tells what happened to whom."
    >
      <textarea
        required
        rows={3}
        maxLength={2000}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  )
}
