import { useState } from 'react'
import { asProblem } from '../api/problem'
import type { Photo } from '../api/types'
import { needsSomebody } from '../media/toDo'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { VerbButton } from './Actions'
import { LookOver, type Applied } from './LookOver'
import { asUndo } from './lookover'
import type { People } from './person'
import { applyTo, useKeepToDo } from './queries'
import type { Way } from './Topbar'

/** Says that other pictures look like this one, and offers to apply its names to them. */
export function AlikeOffer({ others, onLook }: { others: readonly string[]; onLook(): void }) {
  if (others.length === 0) return null
  const many = others.length > 1
  return (
    <div className="notice row">
      <p className="fill">
        {many ? `${others.length} other pictures look` : 'One other picture looks'} like this one.
      </p>
      <VerbButton verb="alike" words={`Apply to ${many ? 'them' : 'it'}`} onVerb={onLook} />
    </div>
  )
}

/** The look over the pictures that are like this one: opened by hand, or when this one's count is confirmed, before going on. */
export function useLookOver(photo: Photo, others: readonly string[], way: Way, mayReview: boolean) {
  const [opened, setOpened] = useState<'by hand' | 'on the way' | null>(null)
  const [applied, setApplied] = useState<readonly Applied[]>([])
  const tell = useTold(photo, mayReview)
  const goOn = (after: readonly Applied[]) => {
    const done = after.filter(({ now }) => !needsSomebody(now, mayReview)).map(({ now }) => now.id)
    const next = way.nextBut(done)
    if (next) way.open(next)
  }
  const close = () => {
    setOpened(null)
    if (opened === 'on the way') goOn(applied)
  }
  const onApplied = (more: readonly Applied[]) => {
    const all = [...applied, ...more]
    setApplied(all)
    tell(more)
    if (!others.every((id) => all.some(({ now }) => now.id === id))) return
    setOpened(null)
    goOn(all)
  }
  return {
    look: () => others.length > 0 && setOpened('by hand'),
    onReviewed: () => (others.length > 0 ? setOpened('on the way') : goOn([])),
    dialog: (people: People) =>
      opened && <LookOver {...{ photo, people, others, mayReview, onApplied }} onClose={close} />,
  }
}

/** Says what was applied, keeps the list of what is to do true, and offers to take it back. */
function useTold(photo: Photo, mayReview: boolean): (applied: readonly Applied[]) => void {
  const toast = useToast()
  const keep = useKeepToDo(mayReview)
  const undo = async (applied: readonly Applied[]) => {
    try {
      const items = await applyTo(
        photo,
        applied.map(({ one, now }) => asUndo(one, now)),
      )
      const back = items.flatMap((item) => item.photo ?? [])
      keep(back)
      toast(`${count(back.length, 'picture')} put back as before.`)
    } catch (thrown) {
      toast(asProblem(thrown).message)
    }
  }
  return (applied) => {
    if (applied.length === 0) return
    keep(applied.map(({ now }) => now))
    toast(`Applied to ${count(applied.length, 'picture')}.`, { undo: () => void undo(applied) })
  }
}
