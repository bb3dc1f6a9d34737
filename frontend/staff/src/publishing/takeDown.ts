import { useQueryClient } from '@tanstack/react-query'
import { asProblem } from '../api/problem'
import type { Placement } from '../api/types'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { placeAgain, takeDown } from './queries'

/** Takes placements down at once, says so, and offers to put them back. */
export function useTakeDown(): (placements: readonly Placement[]) => Promise<void> {
  const toast = useToast()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['placements'] }),
      queries.invalidateQueries({ queryKey: ['channels'] }),
    ])
  const undo = async (placements: readonly Placement[]) => {
    try {
      const back = await placeAgain(placements)
      toast(
        back === placements.length
          ? 'Put back.'
          : `${back} of ${placements.length} put back; the rules refuse the rest now.`,
      )
    } catch (thrown) {
      toast(asProblem(thrown).message)
    }
    await refresh()
  }
  return async (placements) => {
    try {
      await takeDown(placements)
      toast(`${count(placements.length, 'picture')} taken down.`, { undo: () => void undo(placements) })
    } catch (thrown) {
      toast(asProblem(thrown).message)
    }
    await refresh()
  }
}
