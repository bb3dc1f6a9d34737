import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import { ProblemNotice } from '../parts/ProblemNotice'
import { InItsPlaceDialog } from '../publishing/InItsPlace'

/** Covers whoever may not be shown and puts the same picture back, in one step (P11); for whoever may do all of that. */
export function InItsPlace({ placementId }: { placementId: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const queries = useQueryClient()
  const may = [useMay('photo:resolve'), useMay('photo:review'), useMay('photo:place')].every(Boolean)
  const placement = useQuery({
    queryKey: ['placements', 'one', placementId],
    queryFn: () =>
      answer(api.GET('/api/placements/{placement_id}', { params: { path: { placement_id: placementId } } })),
    enabled: isOpen,
    staleTime: 0,
  })
  if (!may) return null
  const close = () => {
    setIsOpen(false)
    void queries.invalidateQueries({ queryKey: ['takedowns'] })
  }
  return (
    <>
      <p>
        <button type="button" onClick={() => setIsOpen(true)}>
          Cover, and put it in its place…
        </button>
      </p>
      {isOpen && placement.isError && <ProblemNotice thrown={placement.error} />}
      {isOpen && placement.data && <InItsPlaceDialog placement={placement.data} onClose={close} />}
    </>
  )
}
