import { createContext, useCallback, useContext, useEffect, useId, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'

type Note = (form: string, isTyped: boolean) => void

/** Where forms say that they hold words which the service doesn't have yet. */
export const TypedContext = createContext<Note>(() => {})

/** For a form: what is typed in it is kept by a session that ends, and by everything around it that `useTypedBelow`. */
export function useTyped(isTyped: boolean): void {
  useUnsaved(isTyped)
  const form = useId()
  const note = useContext(TypedContext)
  useEffect(() => {
    note(form, isTyped)
    return () => note(form, false)
  }, [note, form, isTyped])
}

/** Whether something is typed in a form below; and what the forms below tell it, for a `TypedContext`. */
export function useTypedBelow(): [isTyped: boolean, note: Note] {
  const above = useContext(TypedContext)
  const [forms, setForms] = useState<ReadonlySet<string>>(new Set())
  const note = useCallback<Note>(
    (form, isTyped) => {
      above(form, isTyped)
      setForms((before) => {
        if (before.has(form) === isTyped) return before
        return new Set(isTyped ? [...before, form] : [...before].filter((each) => each !== form))
      })
    },
    [above],
  )
  return [forms.size > 0, note]
}
