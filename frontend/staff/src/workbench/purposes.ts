/** What the decisions for all purposes come to, put so that nothing is read twice. */
import type { Clearance, Reason } from '../api/types'

export interface ClearanceView {
  /** What stands in the way of every purpose. */
  everywhere: Reason[]
  each: { purpose: string; outcome: Clearance['purposes'][number]['outcome']; reasons: Reason[] }[]
}

/** The code of the reason that a face is open. */
export const OPEN = 'face_open'

/** Reasons that all purposes share stand once at the top; each purpose keeps what is its own. */
export function viewOf({ purposes }: Clearance): ClearanceView {
  const shared = sharedBy(purposes.map(({ reasons }) => reasons.map(identity)))
  return {
    everywhere: (purposes[0]?.reasons ?? []).filter((reason) => shared.has(identity(reason))),
    each: purposes.map(({ purpose, outcome, reasons }) => ({
      purpose,
      outcome,
      reasons: reasons.filter((reason) => !shared.has(identity(reason))),
    })),
  }
}

/** Faces that are open say the same thing once each; here they stand as one reason about all of them. */
export function gathered(reasons: readonly Reason[]): { reason: Reason; about: string[] }[] {
  const lines: { reason: Reason; about: string[] }[] = []
  for (const reason of reasons) {
    const about = reason.about === null ? [] : [reason.about]
    const line = reason.code === OPEN ? lines.find((each) => each.reason.code === OPEN) : undefined
    if (line) line.about.push(...about)
    else lines.push({ reason, about })
  }
  return lines
}

function sharedBy(lists: string[][]): Set<string> {
  if (lists.length < 2) return new Set()
  const [first = [], ...rest] = lists
  return new Set(first.filter((each) => rest.every((list) => list.includes(each))))
}

export function identity({ rule, code, about, text }: Reason): string {
  return [rule, code, about, text].join('\n')
}
