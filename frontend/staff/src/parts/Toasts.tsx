import {
  createContext,
  type FocusEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import styles from './Toasts.module.css'

interface Toast {
  id: number
  text: string
  undo: (() => void) | undefined
}

type Show = (text: string, options?: { undo?: () => void }) => void

const ToastContext = createContext<Show | null>(null)
const SHOWN_FOR_MS = 7_000
const SHOWN_WITH_UNDO_MS = 15_000
let lastId = 0

/** Says what was done, with a way to undo it where there is one: `toast('Taken down.', { undo })`. */
export function useToast(): Show {
  const show = useContext(ToastContext)
  if (show === null) throw new Error('useToast needs a ToastProvider')
  return show
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const show = useCallback<Show>((text, options) => {
    lastId += 1
    const toast = { id: lastId, text, undo: options?.undo }
    setToasts((shown) => [...shown.slice(-2), toast])
  }, [])
  const remove = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  return (
    <ToastContext value={show}>
      {children}
      <div className={styles.toasts} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastBox key={toast.id} toast={toast} onRemove={remove} />
        ))}
      </div>
    </ToastContext>
  )
}

function ToastBox({ toast, onRemove }: { toast: Toast; onRemove: (id: number) => void }) {
  const [held, setHeld] = useState(false)
  const lasts = toast.undo ? SHOWN_WITH_UNDO_MS : SHOWN_FOR_MS
  const remove = useMemo(() => () => onRemove(toast.id), [onRemove, toast.id])
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(remove, lasts)
    return () => clearTimeout(timer)
  }, [held, lasts, remove])
  // Where the keyboard was before it came here, and goes back to: else its keys would reach nothing.
  const cameFrom = useRef<HTMLElement | null>(null)
  const entered = ({ relatedTarget, currentTarget }: FocusEvent) => {
    setHeld(true)
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget))
      cameFrom.current = relatedTarget
  }
  const close = () => {
    cameFrom.current?.focus()
    remove()
  }
  const undo = () => {
    toast.undo?.()
    close()
  }
  return (
    <div
      className={styles.toast}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={entered}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {toast.undo && (
        <button type="button" className="small" onClick={undo}>
          Undo
        </button>
      )}
      <button type="button" className="small" onClick={close} aria-label="Close this message">
        ×
      </button>
    </div>
  )
}
