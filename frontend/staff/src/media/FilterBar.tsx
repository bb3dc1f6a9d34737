import { useNavigate } from '@tanstack/react-router'
import type { PhotoRow } from '../api/types'
import { OUTCOMES, PHOTO_STATES, type PhotoState } from '../clearance/outcomes'
import { countStates, type GridFilter, gridFilter } from './filter'
import styles from './FilterBar.module.css'

interface FilterBarProps {
  eventId: string
  photos: readonly PhotoRow[]
  filter: GridFilter
  purposes: readonly string[]
  purposeName: (id: string) => string
}

/** Which photos the grid shows: by what is to be done with them, and by what may go out. */
export function FilterBar({ eventId, photos, filter, purposes, purposeName }: FilterBarProps) {
  const navigate = useNavigate()
  const counts = countStates(photos)
  const show = (change: Record<string, unknown>) =>
    void navigate({
      to: '/events/$eventId',
      params: { eventId },
      search: gridFilter({ ...filter, ...change }),
      replace: true,
      resetScroll: false,
    })
  return (
    <div className={styles.bar} role="search" aria-label="Photos to show">
      <label>
        <span>To do</span>
        <select value={filter.state ?? ''} onChange={(event) => show({ state: event.target.value })}>
          <option value="">All ({photos.length})</option>
          {Object.entries(PHOTO_STATES).map(([state, { words }]) => (
            <option key={state} value={state}>
              {words} ({counts[state as PhotoState]})
            </option>
          ))}
        </select>
      </label>
      {purposes.length > 0 && (
        <label>
          <span>What may go out</span>
          <select value={valueOf(filter)} onChange={(event) => show(chosenOutcome(event.target.value))}>
            <option value="">Any</option>
            {purposes.map((purpose) => (
              <optgroup key={purpose} label={purposeName(purpose)}>
                {Object.entries(OUTCOMES).map(([outcome, { words }]) => (
                  <option key={outcome} value={`${purpose} ${outcome}`}>
                    {purposeName(purpose)}: {words}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}

function valueOf(filter: GridFilter): string {
  return filter.purpose && filter.outcome ? `${filter.purpose} ${filter.outcome}` : ''
}

function chosenOutcome(value: string) {
  const [purpose, outcome] = value.split(' ')
  return { purpose, outcome }
}
