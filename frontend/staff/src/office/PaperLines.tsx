import { type KeyboardEvent, useRef } from 'react'
import type { Condition, Purpose } from '../api/types'
import { CONDITIONS, lineOf, type Lines, type Mark, marked, markOf, MARKS, toggled } from './paperLines'
import styles from './PaperLines.module.css'

interface Props {
  purposes: readonly Purpose[]
  lines: Lines
  onLines: (lines: Lines) => void
  /** The last line is marked. */
  onEnd: () => void
}

/** The lines of a paper form: y, n or b marks one and goes to the next. Nothing is marked beforehand (C1). */
export function PaperLines({ purposes, lines, onLines, onEnd }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const goTo = (index: number) => {
    const next = list.current?.children[index]?.querySelector('input')
    if (next) next.focus()
    else onEnd()
  }
  const onKey = (event: KeyboardEvent, index: number, purpose: string) => {
    const mark = markOf(event.key)
    if (mark === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    onLines(marked(lines, purpose, mark))
    goTo(index + 1)
  }
  return (
    <ol className={styles.lines} ref={list}>
      {purposes.map((purpose, index) => (
        <li key={purpose.id} onKeyDown={(event) => onKey(event, index, purpose.id)}>
          <Line
            purpose={purpose}
            line={lineOf(lines, purpose.id)}
            onMark={(mark) => onLines(marked(lines, purpose.id, mark))}
            onCondition={(condition) => onLines(toggled(lines, purpose.id, condition))}
          />
        </li>
      ))}
    </ol>
  )
}

interface LineProps {
  purpose: Purpose
  line: Lines[string]
  onMark: (mark: Mark) => void
  onCondition: (condition: Condition) => void
}

const CHOICES: readonly (readonly [Mark, string])[] = [
  ['given', MARKS.given],
  ['refused', MARKS.refused],
  ['', 'Blank'],
]

function Line({ purpose, line, onMark, onCondition }: LineProps) {
  return (
    <fieldset className={styles.line} data-mark={line.mark || 'blank'}>
      <legend>{purpose.name}</legend>
      <div className={styles.marks}>
        {CHOICES.map(([mark, words]) => (
          <label key={words} className="choice">
            <input
              type="radio"
              name={`line-${purpose.id}`}
              checked={line.mark === mark}
              onChange={() => onMark(mark)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
      {line.mark === 'given' && (
        <div className={styles.marks}>
          {(Object.keys(CONDITIONS) as Condition[]).map((condition) => (
            <label key={condition} className="choice">
              <input
                type="checkbox"
                checked={line.conditions.includes(condition)}
                onChange={() => onCondition(condition)}
              />
              <span>{CONDITIONS[condition]}</span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  )
}
