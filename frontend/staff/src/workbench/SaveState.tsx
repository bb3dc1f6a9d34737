import { isSaved, type Action, type Workbench } from './people'
import styles from './workbench.module.css'

/** Whether the work is at the service, in one word. Its room is always there, so that nothing moves. */
export function SaveWord({ bench }: { bench: Workbench }) {
  return (
    <span className={styles.saveWord} data-state={bench.saving.state}>
      {wordFor(bench)}
    </span>
  )
}

function wordFor(bench: Workbench): string {
  if (isSaved(bench)) return 'Saved'
  if (bench.saving.state === 'unsure') return 'Not saved yet. Trying again …'
  if (bench.saving.state === 'signed_out') return 'Not saved: sign in'
  if (bench.saving.state === 'changed' || bench.saving.state === 'refused') return 'Not saved'
  return 'Saving …'
}

/** What somebody has to know or decide before the work can be saved. */
export function SaveTrouble({ bench, dispatch }: { bench: Workbench; dispatch(action: Action): void }) {
  const { saving } = bench
  if (saving.state === 'changed') {
    return (
      <div className="notice" data-tone="warn" role="alert">
        <p>
          Somebody else changed who is in this picture while you were at it, perhaps you in another tab. Your
          last change was not saved.
        </p>
        <button type="button" onClick={() => dispatch({ do: 'load', photo: saving.photo })}>
          Load what is there now
        </button>
      </div>
    )
  }
  if (saving.state !== 'refused') return null
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>Your last change was not saved. {saving.sentence}</p>
      <button type="button" onClick={() => dispatch({ do: 'undo' })}>
        Undo it
      </button>
    </div>
  )
}
