import type { ReactNode } from 'react'
import { TypedContext, useTypedBelow } from './typed'

/** Forms for something that is open. Where somebody else closed it meanwhile, what was typed stays until it is sent or taken out. */
export function WhileOpen({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  const [isTyped, note] = useTypedBelow()
  if (!isOpen && !isTyped) return null
  return (
    <TypedContext value={note}>
      {!isOpen && (
        <p className="notice" data-tone="warn" role="status">
          Somebody finished this while you were writing. What you typed is still here: copy it, or send it
          once it is open again.
        </p>
      )}
      {children}
    </TypedContext>
  )
}
