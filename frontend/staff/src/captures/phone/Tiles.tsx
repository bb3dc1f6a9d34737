import { type ReactNode, useId } from 'react'
import styles from './phone.module.css'

/** One of a few, each as large as a thumb. */
export function Tiles<Choice extends string>({
  legend,
  choices,
  chosen,
  onChoose,
}: {
  legend: string
  choices: readonly (readonly [Choice, ReactNode])[]
  chosen: Choice | null
  onChoose: (choice: Choice) => void
}) {
  const name = useId()
  return (
    <fieldset className={styles.question}>
      <legend>{legend}</legend>
      <div className={styles.tiles}>
        {choices.map(([choice, words]) => (
          <label key={choice} className={styles.tile}>
            <input type="radio" name={name} checked={chosen === choice} onChange={() => onChoose(choice)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
