import { asProblem } from '../api/problem'
import type { Placement } from '../api/types'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { putBack, takeDown } from './queries'
import { useRefreshPlacements } from './releases'

/** Takes placements down at once, says so, and offers to put them back. */
export function useTakeDown(): (placements: readonly Placement[]) => Promise<void> {
  const toast = useToast()
  const refresh = useRefreshPlacements()
  const undo = async (placements: readonly Placement[]) => {
    try {
      const back = await putBack(placements)
      toast(
        back === placements.length
          ? 'Put back.'
          : `${back} of ${placements.length} put back; something new hangs in the place of the rest.`,
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
