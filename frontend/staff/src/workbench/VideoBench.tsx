import { useReducer, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { Clearance, Photo } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { length } from '../parts/wording'
import { ActivityCheck } from './ActivityCheck'
import { useCheck } from './checking'
import { useGoing, useLeaving, useReview } from './flow'
import { HeadCount, LeftToReviewer } from './HeadCount'
import { command, shownKey, type Verb } from './keys'
import { PeopleList, rowId } from './PeopleList'
import { focusedPerson, isSaved, opened, step, type Action, type Workbench as Bench } from './people'
import type { Person, Resolved } from './person'
import { Purposes } from './Purposes'
import { useClearance, useKeptToDo, useParticipants, usePurposeNames, useSuggestions } from './queries'
import { useRemoving } from './removing'
import { SaveTrouble, SaveWord } from './SaveState'
import { useSaving } from './saving'
import { Topbar, type Way } from './Topbar'
import { summary } from './words'
import { Announcer, Finding, type FindingProps, StillSaving } from './Workbench'
import styles from './workbench.module.css'

type Finder = FindingProps['finding']['kind']

/** Stands for somebody who is being added, until it is known who they are. */
const NEW = 'new'

/** Where the finder opens on the player. */
const UPPER_LEFT = { x: 0.02, y: 0.05, w: 0.02, h: 0.02 }

interface VideoBenchProps {
  photo: Photo
  way: Way
  recent: readonly string[]
  onNamed(childId: string): void
}

/** One video: who is seen in it at any moment, how many they are, and where it may go. Nobody can be covered in one. */
export function VideoBench({ photo, way, recent, onNamed }: VideoBenchProps) {
  const [bench, dispatch] = useReducer(step, photo, opened)
  const [finding, setFinding] = useState<FindingProps['finding'] | null>(null)
  const settled = useSaving(bench, dispatch)
  const mayReview = useMay('photo:review')
  const onReviewed = () => way.nextToDo && way.open(way.nextToDo)
  const review = useReview(settled, onReviewed, dispatch)
  const clearance = useClearance(bench.photo)
  const names = usePurposeNames()
  const suggestions = useSuggestions(bench.photo)
  const participants = useParticipants(photo.event_id)
  const leaving = useLeaving(isSaved(bench))
  useUnsaved(!isSaved(bench) || review.busy)
  useKeptToDo(bench.photo, mayReview)
  const field = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLButtonElement>(null)
  useGoing(bench.goTo, mayReview ? field : next)

  const removing = useRemoving(photo.id, way)

  const person = focusedPerson(bench)
  const add = (kind: Finder) => setFinding({ kind, key: NEW, first: '' })
  const change = (key: string) => setFinding({ kind: 'child', key, first: '' })
  const verbs: Partial<Record<Verb, () => void>> = {
    child: () => add('child'),
    adult: () => add('adult'),
    not_identifiable: () => add('not_identifiable'),
    remove: () => person && dispatch({ do: 'remove', key: person.key }),
    delete: removing.askToDelete,
    undo: () => dispatch({ do: 'undo' }),
    redo: () => dispatch({ do: 'redo' }),
    count: () => dispatch({ do: 'go', to: 'count' }),
    next: () => way.next && way.open(way.next),
    previous: () => way.previous && way.open(way.previous),
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const act = keyed(event, verbs, dispatch)
    if (!act) return
    event.preventDefault()
    act()
  }

  const found = (key: string, is: Resolved) => {
    setFinding(null)
    if (is.resolution === 'child') onNamed(is.child.id)
    dispatch(key === NEW ? { do: 'add', is } : { do: 'resolve', key, is })
  }

  return (
    // Keys work wherever the focus is on the workbench, and nowhere else.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.bench} tabIndex={-1} onKeyDown={onKeyDown}>
      <Topbar name={photo.file_name} way={way}>
        <SaveWord bench={bench} />
        {removing.buttons}
      </Topbar>
      <Announcer text={bench.said || summary(bench)} />
      <div className={styles.troubles}>
        <SaveTrouble bench={bench} dispatch={dispatch} />
        {leaving.waits && <StillSaving bench={bench} onStay={leaving.stay} onLeave={leaving.leave} />}
      </div>
      <div className={styles.stage}>
        <Player photo={bench.photo}>
          {finding && (
            <Finding
              finding={finding}
              bench={withNew(bench)}
              suggestions={suggestions}
              participants={participants}
              recent={recent}
              onFound={found}
              onClose={() => setFinding(null)}
            />
          )}
        </Player>
        <VideoActions person={person} bench={bench} verbs={verbs} onChange={change} />
      </div>
      <section className={styles.side} aria-label="Who is in this video">
        <h2>Who is in this video</h2>
        <PeopleList bench={bench} onFocus={(key) => dispatch({ do: 'focus', key })} onChoose={change} />
        {mayReview ? (
          <HeadCount bench={bench} field={field} {...review} />
        ) : (
          <LeftToReviewer bench={bench} next={next} onNext={way.nextToDo ? onReviewed : null} />
        )}
      </section>
      <Purposes
        clearance={clearance}
        names={names}
        what="video"
        people={bench.people}
        stale={clearance.isFetching || !isSaved(bench)}
        onSpeak={() => undefined}
        onGo={(key) => document.getElementById(rowId(key))?.focus()}
        waysOut={removing.wayOut}
      >
        {clearance.data && (
          <>
            <ActivityCheck
              key={bench.photo.people_version}
              photo={bench.photo}
              clearance={clearance.data}
              what="video"
            />
            <Watched photo={bench.photo} clearance={clearance.data} />
          </>
        )}
      </Purposes>
      {removing.dialog}
    </div>
  )
}

/** What a key does here. The player keeps its own: arrows, Space, Home and End. */
function keyed(
  event: KeyboardEvent,
  verbs: Partial<Record<Verb, () => void>>,
  dispatch: (to: Action) => void,
) {
  const asked = command(event, event.target instanceof HTMLInputElement ? 'field' : 'bench')
  if (!asked || asked.run === 'set' || asked.run === 'cancel' || asked.run === 'name') return null
  if (event.target instanceof HTMLVideoElement && ['arrow', 'first', 'last'].includes(asked.run)) return null
  if (asked.run !== 'arrow') return verbs[asked.run] ?? null
  const { direction } = asked
  if (direction === 'up') return () => dispatch({ do: 'go', to: 'before' })
  return direction === 'down' ? () => dispatch({ do: 'go', to: 'after' }) : null
}

/** The workbench with somebody more, whom the finder is about. */
function withNew(bench: Bench): Bench {
  const number = 1 + Math.max(0, ...bench.people.map((each) => each.number))
  const added: Person = {
    key: NEW,
    id: null,
    number,
    box: UPPER_LEFT,
    score: null,
    is: { resolution: 'open' },
  }
  return { ...bench, people: [...bench.people.map((each) => ({ ...each, box: UPPER_LEFT })), added] }
}

function Player({ photo, children }: { photo: Photo; children: ReactNode }) {
  const aspect = { '--aspect': photo.width / photo.height } as CSSProperties
  return (
    <div className={styles.room}>
      <div className={styles.frame} style={aspect}>
        {/* What is said in it is not written down anywhere yet. */}
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
        <video
          className={styles.image}
          controls
          playsInline
          preload="metadata"
          src={`/api/photos/${photo.id}/clip`}
          poster={`/api/photos/${photo.id}/preview`}
          aria-label={`The video ${photo.file_name}`}
        />
        {children}
      </div>
      <p className="soft">
        {photo.seconds === null ? '' : `It runs for ${length(photo.seconds)}. `}Watch it to the end: everybody
        who is seen at any moment counts. Nobody can be covered in a video.
      </p>
    </div>
  )
}

interface VideoActionsProps {
  person: Person | null
  bench: Bench
  verbs: Partial<Record<Verb, () => void>>
  onChange(key: string): void
}

/** Adds somebody, or changes whoever is chosen in the list. */
function VideoActions({ person, bench, verbs, onChange }: VideoActionsProps) {
  return (
    <div className={styles.actions} role="toolbar" aria-label="Who is seen in it">
      <div className={styles.verbs}>
        <VerbKey verb="child" words="Add a child" verbs={verbs} strong />
        <VerbKey verb="adult" words="Add an adult" verbs={verbs} />
        <VerbKey verb="not_identifiable" words="Add somebody nobody can identify" verbs={verbs} />
        {person && (
          <>
            <button type="button" onClick={() => onChange(person.key)}>
              Change person {person.number}
            </button>
            <VerbKey verb="remove" words={`Remove person ${person.number}`} verbs={verbs} />
          </>
        )}
        <span className={styles.apart}>
          <VerbKey verb="undo" words="Undo" verbs={verbs} disabled={bench.past.length === 0} />
          <VerbKey verb="redo" words="Redo" verbs={verbs} disabled={bench.future.length === 0} />
        </span>
      </div>
    </div>
  )
}

interface VerbKeyProps {
  verb: Verb
  words: string
  verbs: Partial<Record<Verb, () => void>>
  strong?: boolean
  disabled?: boolean
}

function VerbKey({ verb, words, verbs, strong, disabled }: VerbKeyProps) {
  return (
    <button
      type="button"
      className={strong ? 'primary' : undefined}
      disabled={disabled}
      onClick={verbs[verb]}
    >
      {words} <kbd>{shownKey(verb)}</kbd>
    </button>
  )
}

/** On the open web, somebody who did not upload it watches it first (P5). */
function Watched({ photo, clearance }: { photo: Photo; clearance: Clearance }) {
  const watch = useCheck(photo, 'portrait')
  const mayReview = useMay('photo:review')
  const asked = clearance.purposes
    .flatMap(({ reasons }) => reasons)
    .find(({ code }) => code === 'video_portrait')
  if (!asked) return null
  return (
    <div className="notice" data-tone="warn">
      <p>
        {asked.text} {asked.mend} <RuleLink id={asked.rule} />
      </p>
      {mayReview && (
        <button type="button" disabled={watch.isPending} onClick={() => watch.mutate([])}>
          I have watched it: it may go out
        </button>
      )}
      {watch.error && <ProblemNotice thrown={watch.error} />}
    </div>
  )
}
