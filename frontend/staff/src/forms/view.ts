/** The parts of a form's page, by the address' `view`. */
export const TABS = { words: 'Questions', preview: 'As they see it', history: 'History' } as const
type View = keyof typeof TABS

/** Which part is open; the questions need no word in the address. */
export function formView(search: Record<string, unknown>): { view?: View } {
  const { view } = search
  return typeof view === 'string' && view in TABS && view !== 'words' ? { view: view as View } : {}
}
