import { Dialog } from '../parts/Dialog'
import { KEYS } from './keys'
import styles from './workbench.module.css'

const FURTHER = [
  ['Arrows, Tab', 'From face to face'],
  ['A to Z', 'Start typing the name of a child'],
  ['Enter', 'Find a child; take the first that fits; confirm the count'],
  ['1 to 9', 'In a list: take the one of that place'],
  ['Esc', 'Close the list; from the head count, back to the faces'],
] as const

/** All keys of the workbench. */
export function KeysHelp({ onClose }: { onClose(): void }) {
  const keys = KEYS.map(({ shown, does }) => [shown, does] as const)
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className={styles.keys}>
        {[...FURTHER, ...keys].map(([shown, does]) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        A reason that names a face has buttons to go there. Nothing asks twice: what you do can be undone.
      </p>
    </Dialog>
  )
}
