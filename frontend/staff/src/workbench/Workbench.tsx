import { Fragment, useEffect, useReducer, useRef, useState, type KeyboardEvent } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { Photo } from '../api/types'
import { Actions } from './Actions'
import { ActivityCheck } from './ActivityCheck'
import { AlikeOffer, useLookOver } from './Alike'
import { smallOnes } from './crowd'
import { CrowdCheck } from './CrowdCheck'
import { AdultFinder, ChildFinder, ReasonFinder } from './Finders'
import type { Candidate } from './finder'
import { useGoing, useLeaving, useReview } from './flow'
import { CropFrame, GoesOut } from './GoesOut'
import { HeadCount, LeftToReviewer } from './HeadCount'
import { command, shownKey, type Command, type Verb } from './keys'
import { KeysHelp } from './KeysHelp'
import { PeopleList } from './PeopleList'
import { focusedPerson, isSaved, opened, step, type Action, type Workbench as Bench } from './people'
import type { Resolved } from './person'
import { faceId, Picture } from './Picture'
import { Portraits } from './Portraits'
import { Purposes } from './Purposes'
import {
  useClearance,
  useCrowd,
  useKeptToDo,
  useParticipants,
  usePurposeNames,
  useSuggestions,
  type Suggestions,
} from './queries'
import { useRemoving } from './removing'
import { SaveTrouble, SaveWord } from './SaveState'
import { useSaving } from './saving'
import { Topbar, type Way } from './Topbar'
import { summary } from './words'
import styles from './workbench.module.css'

const MIDDLE = { x: 0.5, y: 0.5 }

const FINDERS = { child: ChildFinder, adult: AdultFinder, not_identifiable: ReasonFinder }

/** Which finder is open: for whom, looking for what, and the letter that opened it. */
interface Finding {
  kind: keyof typeof FINDERS
  key: string
  first: string
}

type Arrow = Extract<Command, { run: 'arrow' }>

interface WorkbenchProps {
  photo: Photo
  way: Way
  /** The ids of the photos that are like this one, and still to do. */
  alike: readonly string[]
  /** The photo that was open before, or else the one before in the order. */
  lastPhoto: Photo | null
  /** The ids of the children named last, newest first; kept from photo to photo. */
  recent: readonly string[]
  onNamed(childId: string): void
}

/** One photo: who is in it, how many they are, and where it may go. */
export function Workbench({ photo, way, alike, lastPhoto, recent, onNamed }: WorkbenchProps) {
  const [bench, dispatch] = useReducer(step, photo, opened)
  const [finding, setFinding] = useState<Finding | null>(null)
  const [spoken, setSpoken] = useState<readonly string[]>([])
  const [help, setHelp] = useState(false)
  const settled = useSaving(bench, dispatch)
  const mayReview = useMay('photo:review')
  const lookOver = useLookOver(bench.photo, alike, way, mayReview)
  const review = useReview(settled, lookOver.onReviewed, dispatch)
  const suggestions = useSuggestions(bench.photo)
  const clearance = useClearance(bench.photo)
  const names = usePurposeNames()
  const participants = useParticipants(photo.event_id)
  const crowd = useCrowd(photo.event_id)
  const leaving = useLeaving(isSaved(bench))
  useUnsaved(!isSaved(bench) || review.busy)
  const image = useRef<HTMLImageElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLButtonElement>(null)
  useKeptToDo(bench.photo, mayReview)
  const { place, follow } = useGoing(bench.goTo, mayReview ? field : next)

  const removing = useRemoving(photo.id, way)

  const person = focusedPerson(bench)
  const resolve = (key: string, is: Resolved) => dispatch({ do: 'resolve', key, is })
  const redact = (key: string) => resolve(key, { resolution: 'redacted' })
  const goTo = (key: string) => document.getElementById(faceId(key))?.focus()
  const focus = (key: string) => dispatch({ do: 'focus', key })
  const find = (kind: Finding['kind'], key = person?.key, first = '') =>
    key && setFinding({ kind, key, first })

  const verbs: Record<Verb, () => void> = {
    child: () => find('child'),
    adult: () => find('adult'),
    not_identifiable: () => find('not_identifiable'),
    crowd: () => crowd.isOffered && person && resolve(person.key, { resolution: 'crowd' }),
    crowd_rest: () =>
      crowd.isOffered &&
      dispatch({ do: 'crowd_rest', keys: smallOnes(bench.people, bench.photo.crop, crowd.share) }),
    redact: () => person && resolve(person.key, { resolution: 'redacted' }),
    reopen: () => person && resolve(person.key, { resolution: 'open' }),
    same_people: () => lastPhoto && dispatch({ do: 'take_over', from: lastPhoto }),
    alike: () => isSaved(bench) && lookOver.look(),
    delete: removing.askToDelete,
    mark: () => dispatch({ do: 'place', at: MIDDLE }),
    move_mark: () => dispatch({ do: 'replace' }),
    remove: () => person && dispatch({ do: 'remove', key: person.key }),
    undo: () => dispatch({ do: 'undo' }),
    redo: () => dispatch({ do: 'redo' }),
    count: () => dispatch({ do: 'go', to: 'count' }),
    first: () => dispatch({ do: 'go', to: 'first' }),
    last: () => dispatch({ do: 'go', to: 'last' }),
    next: () => way.next && way.open(way.next),
    previous: () => way.previous && way.open(way.previous),
    help: () => setHelp(true),
  }

  const run = (asked: Command) => {
    if (asked.run === 'arrow') dispatch(arrow(asked, bench, place.current))
    else if (asked.run === 'name') find('child', person?.key, asked.letter)
    else if (asked.run === 'set' || asked.run === 'cancel') dispatch({ do: asked.run })
    else verbs[asked.run]()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const asked = command(event, bench.placing ? 'placing' : isField(event.target) ? 'field' : 'bench')
    if (!asked) return
    event.preventDefault()
    run(asked)
  }

  const closeFinder = (back: boolean) => {
    setFinding(null)
    if (back) dispatch({ do: 'go', to: 'here' })
  }

  const found = (key: string, is: Resolved) => {
    setFinding(null)
    if (is.resolution === 'child') onNamed(is.child.id)
    resolve(key, is)
  }

  return (
    <>
      {/* Keys work wherever the focus is on the workbench, and nowhere else. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={styles.bench} tabIndex={-1} onKeyDown={onKeyDown} onFocus={follow}>
        <Topbar name={photo.file_name} way={way}>
          <SaveWord bench={bench} />
          {removing.buttons}
          <button type="button" className="quiet" onClick={verbs.help}>
            Keys <kbd>{shownKey('help')}</kbd>
          </button>
        </Topbar>
        <Announcer text={bench.said || summary(bench)} />
        <div className={styles.troubles}>
          <SaveTrouble bench={bench} dispatch={dispatch} />
          {leaving.waits && <StillSaving bench={bench} onStay={leaving.stay} onLeave={leaving.leave} />}
        </div>
        <div className={styles.stage}>
          <Picture
            bench={bench}
            spoken={spoken}
            image={image}
            onFocus={focus}
            onChoose={(key) => find('child', key)}
            onDrawn={(box) => dispatch({ do: bench.placing ? 'set' : 'mark', box })}
          >
            <CropFrame crop={bench.photo.crop} />
            {finding && (
              <Finding
                finding={finding}
                bench={bench}
                suggestions={suggestions}
                participants={participants}
                recent={recent}
                onFound={found}
                onClose={closeFinder}
              />
            )}
          </Picture>
          <Actions
            bench={bench}
            image={image}
            hasLast={lastPhoto !== null}
            hasCrowd={crowd.isOffered}
            onVerb={(verb) => verbs[verb]()}
            onSet={() => dispatch({ do: 'set' })}
            onCancel={() => dispatch({ do: 'cancel' })}
          />
          <GoesOut bench={bench} names={names} dispatch={dispatch} />
        </div>
        <section className={styles.side} aria-label="Who is in this picture">
          <h2>Who is in this picture</h2>
          <AlikeOffer others={alike} onLook={verbs.alike} />
          <PeopleList bench={bench} onFocus={focus} onChoose={(key) => find('child', key)} />
          {mayReview ? (
            <HeadCount bench={bench} field={field} {...review} />
          ) : (
            <LeftToReviewer bench={bench} next={next} onNext={toNext(way)} />
          )}
        </section>
        <Purposes
          clearance={clearance}
          names={names}
          people={bench.people}
          stale={clearance.isFetching || !isSaved(bench)}
          onSpeak={setSpoken}
          onGo={goTo}
          onRedact={redact}
          waysOut={removing.wayOut}
        >
          {clearance.data && (
            <Fragment key={bench.photo.people_version}>
              <ActivityCheck photo={bench.photo} clearance={clearance.data} />
              <CrowdCheck photo={bench.photo} clearance={clearance.data} names={names} />
              <Portraits
                photo={bench.photo}
                clearance={clearance.data}
                people={bench.people}
                onGo={goTo}
                onRedact={redact}
              />
            </Fragment>
          )}
        </Purposes>
      </div>
      {lookOver.dialog(bench.people)}
      {removing.dialog}
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </>
  )
}

function toNext({ nextToDo, open }: Way): (() => void) | null {
  return nextToDo === null ? null : () => open(nextToDo)
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement
}

/** In the list, up and down go along the list; on the picture, arrows go where they point. */
function arrow({ direction, resize }: Arrow, bench: Bench, place: 'face' | 'row'): Action {
  if (bench.placing) return { do: 'nudge', direction, resize }
  if (place === 'row' && direction === 'up') return { do: 'go', to: 'before' }
  if (place === 'row' && direction === 'down') return { do: 'go', to: 'after' }
  return { do: 'move', direction }
}

export interface FindingProps {
  finding: Finding
  bench: Bench
  suggestions: Suggestions | null
  participants: readonly Candidate[]
  recent: readonly string[]
  onFound(key: string, is: Resolved): void
  onClose(back: boolean): void
}

export function Finding({
  finding,
  bench,
  suggestions,
  participants,
  recent,
  onFound,
  onClose,
}: FindingProps) {
  const person = bench.people.find(({ key }) => key === finding.key)
  if (!person) return null
  const Finder = FINDERS[finding.kind]
  const onResolved = (is: Resolved) => onFound(finding.key, is)
  return (
    <Finder
      key={`${finding.kind} ${finding.key}`}
      bench={bench}
      person={person}
      first={finding.first}
      suggestions={suggestions}
      participants={participants}
      recent={recent}
      onResolved={onResolved}
      onClose={onClose}
    />
  )
}

/** Says what has just happened to who can't see it. */
export function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  // A screen reader only speaks of what changes after the region is there.
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 50)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <p className={styles.said} role="status">
      {said}
    </p>
  )
}

export function StillSaving({ bench, onStay, onLeave }: { bench: Bench; onStay(): void; onLeave(): void }) {
  return (
    <div className="notice" data-tone="warn" role="alert">
      <p>
        {bench.saving.state === 'sending' || bench.saving.state === 'idle'
          ? 'One moment: your last change is being saved.'
          : 'Your last change is not saved yet. We go on as soon as it is.'}
      </p>
      <div className="row">
        <button type="button" onClick={onStay}>
          Stay here
        </button>
        <button type="button" className="danger" onClick={onLeave}>
          Leave without saving
        </button>
      </div>
    </div>
  )
}
