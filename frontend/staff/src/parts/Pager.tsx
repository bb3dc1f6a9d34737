interface PagerProps {
  /** Of what these are pages, for screen readers. */
  what: string
  offset: number
  size: number
  total: number
  onOffset: (offset: number) => void
}

/** Earlier and later pages of a list; nothing where it fits on one. */
export function Pager({ what, offset, size, total, onOffset }: PagerProps) {
  if (total <= size) return null
  return (
    <nav className="row" aria-label={`Pages: ${what}`}>
      <button type="button" disabled={offset === 0} onClick={() => onOffset(offset - size)}>
        Earlier
      </button>
      <span>
        {offset + 1} to {Math.min(offset + size, total)} of {total.toLocaleString('en-GB')}
      </span>
      <button type="button" disabled={offset + size >= total} onClick={() => onOffset(offset + size)}>
        Later
      </button>
    </nav>
  )
}
