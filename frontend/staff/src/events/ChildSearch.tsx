import { type KeyboardEvent, useState } from 'react'
import { Field } from '../parts/Field'
import { count } from '../parts/wording'
import { useSchoolSearch } from '../workbench/queries'
import styles from './ChildSearch.module.css'

export interface Found {
  id: string
  name: string
  class_name: string | null
}

/** Finds a child of the school by name; a press on one chooses it. */
export function ChildSearch({ label, onFound }: { label: string; onFound: (child: Found) => void }) {
  const [typed, setTyped] = useState('')
  const { found, searching } = useSchoolSearch(typed)
  const take = (child: (typeof found)[number]) => {
    onFound({ id: child.id, name: child.name, class_name: child.detail })
    setTyped('')
  }
  // Enter would send the form around it, with nobody chosen.
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter') event.preventDefault()
  }
  return (
    <>
      <Field label={label}>
        <input
          type="search"
          autoComplete="off"
          value={typed}
          onKeyDown={keyed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Field>
      <p className="hidden" role="status">
        {typed && !searching && `${count(found.length, 'child is', 'children are')} found.`}
      </p>
      {typed && !searching && found.length === 0 && <p className="soft">No child of this school fits.</p>}
      {found.length > 0 && (
        <ul className={styles.found} aria-label="Children found">
          {found.map((child) => (
            <li key={child.id}>
              <button type="button" className="small" onClick={() => take(child)}>
                {child.name} {child.detail && <span className="soft">{child.detail}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
