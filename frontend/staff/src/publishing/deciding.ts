import { asProblem, Problem } from '../api/problem'
import type { Placement, Settled } from '../api/types'
import { useToast } from '../parts/Toasts'
import { putBack, takeDown } from './queries'
import { useRefreshPlacements } from './releases'

interface Settling {
  act(placement: Placement): Promise<Settled>
  /** What is said when it was done. */
  done: string
  undo?: (id: string) => Promise<Settled>
}

/** What a queue does: says what became of each, has the lists asked for anew, and offers a way back where there is one. */
export function useDeciding() {
  const toast = useToast()
  const refresh = useRefreshPlacements()

  /** Runs something that may fail or be refused, and says so; gives whether it was done. */
  const attempt = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (thrown) {
      toast(asProblem(thrown).message)
      return false
    } finally {
      await refresh()
    }
  }

  const settle = (placement: Placement, { act, done, undo }: Settling) =>
    attempt(async () => {
      const after = stands(await act(placement))
      const but = after.showing ? '' : ` It does not show yet. ${after.reasons[0]?.text ?? ''}`
      const back = undo && (() => void attempt(async () => void stands(await undo(placement.id))))
      toast(`${done}${but}`, back ? { undo: back } : {})
    })

  const remove = (placement: Placement, why: string) =>
    attempt(async () => {
      await takeDown([placement], why)
      toast('Taken down.', { undo: () => void attempt(async () => void (await putBack([placement]))) })
    })

  return { settle, remove }
}

/** How it stands now that it was done; throws the problem that stopped it. */
function stands({ outcome, problem, placement }: Settled): Placement {
  if (outcome === 'done' && placement) return placement
  throw new Problem(problem ?? { status: 500 })
}
