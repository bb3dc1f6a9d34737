import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Dialog } from './Dialog'
import { TypedContext, useTypedBelow } from './typed'

/** A page whose forms hold words that take thought: leaving it with something typed asks first. */
export function KeepTyped({ children }: { children: ReactNode }) {
  const [isTyped, note] = useTypedBelow()
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isTyped && current.pathname !== next.pathname,
    enableBeforeUnload: () => isTyped,
    withResolver: true,
  })
  return (
    <TypedContext value={note}>
      {children}
      {leaving.status === 'blocked' && (
        <Dialog title="Leave without sending?" onClose={leaving.reset}>
          <p>What you typed here isn’t sent yet.</p>
          <div className="row">
            <button type="button" className="primary" onClick={leaving.reset}>
              Stay here
            </button>
            <button type="button" onClick={leaving.proceed}>
              Leave without sending
            </button>
          </div>
        </Dialog>
      )}
    </TypedContext>
  )
}
