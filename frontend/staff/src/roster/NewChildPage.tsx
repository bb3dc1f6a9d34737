import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { answer, api } from '../api/client'
import { useTitle } from '../parts/title'
import { type ChildDetails, ChildForm } from './ChildForm'

const EMPTY: ChildDetails = {
  ref: '',
  first_name: '',
  last_name: '',
  known_as: null,
  born_on: '',
  class_id: null,
  looked_after: false,
}

export function NewChildPage() {
  useTitle('New child')
  const adding = useAddChild()
  return (
    <>
      <h1>New child</h1>
      <div className="card">
        <ChildForm start={EMPTY} verb="Add this child" saving={adding} onSave={adding.mutate} />
      </div>
    </>
  )
}

function useAddChild() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: ChildDetails) => answer(api.POST('/api/children', { body })),
    onSuccess: async (added) => {
      await queries.invalidateQueries({ queryKey: ['children'] })
      await navigate({ to: '/children/$childId', params: { childId: added.id } })
    },
  })
}
