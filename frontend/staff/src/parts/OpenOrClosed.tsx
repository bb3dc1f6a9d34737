import styles from './OpenOrClosed.module.css'

/** Which records a list shows: those that are open, or those that are closed. */
export function OpenOrClosed({ closed, choose }: { closed: boolean; choose: (closed: boolean) => void }) {
  return (
    <div className={styles.shown} role="group" aria-label="Which ones">
      {[false, true].map((each) => (
        <button
          key={String(each)}
          type="button"
          className="small"
          aria-pressed={each === closed}
          onClick={() => choose(each)}
        >
          {each ? 'Closed' : 'Open'}
        </button>
      ))}
    </div>
  )
}
