import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import styles from './workbench.module.css'

const ZOOMS = [1, 1.5, 2, 3, 4, 6]
const KEYS: Record<string, number> = { '+': 1, '=': 1, '-': -1 }

/** A picture to look at closely: made larger by buttons or by + and −, moved along by touch, by the wheel or by arrow keys. */
export function CloseLook({ src, alt, children }: { src: string; alt: string; children?: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [step, setStep] = useState(0)
  const zoom = ZOOMS[step] ?? 1
  const change = (by: number) => {
    const at = box.current
    if (!at) return
    const x = (at.scrollLeft + at.clientWidth / 2) / at.scrollWidth
    const y = (at.scrollTop + at.clientHeight / 2) / at.scrollHeight
    flushSync(() => setStep(Math.min(ZOOMS.length - 1, Math.max(0, step + by))))
    // What was in the middle stays there.
    at.scrollTo(x * at.scrollWidth - at.clientWidth / 2, y * at.scrollHeight - at.clientHeight / 2)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = KEYS[event.key]
    if (by && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      change(by)
    }
  }
  return (
    <div className={styles.closeLook}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- it scrolls, also by keys */}
      <div ref={box} role="region" aria-label="The picture" tabIndex={0} onKeyDown={onKeyDown}>
        <div style={{ width: `${zoom * 100}%` }}>
          <img src={src} alt={alt} />
          {children}
        </div>
      </div>
      <div className="row">
        <button type="button" disabled={step === 0} onClick={() => change(-1)}>
          Smaller
        </button>
        <button type="button" disabled={step === ZOOMS.length - 1} onClick={() => change(1)}>
          Larger
        </button>
        <span role="status">{Math.round(zoom * 100)} %</span>
      </div>
    </div>
  )
}
