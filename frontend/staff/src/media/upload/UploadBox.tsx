import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, type DragEvent, memo, useRef, useState } from 'react'
import { Badge } from '../../parts/Badge'
import { ReasonList, RuleLink } from '../../parts/Reasons'
import { size, span } from '../../parts/wording'
import { policyQuery } from '../../schools/queries'
import type { Taker } from './about'
import { BatchQuestions } from './BatchQuestions'
import { droppedFiles, forPeople } from './droppedFiles'
import { LocationNotice } from './LocationNotice'
import { isFinished, type Item, type Queue, secondsLeft, totals } from './queue'
import { STAGES, summary } from './stages'
import type { Uploader } from './uploader'
import { usePhotosAfterUploads, useUploads } from './uploads'
import styles from './UploadBox.module.css'

/** Where photos of an event are dropped or chosen, what is asked about them, and what becomes of each. */
export function UploadBox({ eventId, takers }: { eventId: string; takers?: readonly Taker[] }) {
  const { uploader, queue, waiting, isHeld } = useUploads(eventId)
  usePhotosAfterUploads(eventId, uploader.isBusy)
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that had the focus goes away with the questions.
  const goOn = (done: () => void) => {
    done()
    heading.current?.focus()
  }
  return (
    <section className="card" aria-labelledby="upload-heading">
      <h2 id="upload-heading" ref={heading} tabIndex={-1}>
        Add photos
      </h2>
      <Duty />
      {waiting.length > 0 ? (
        <BatchQuestions
          files={waiting.length}
          {...(takers ? { takers } : {})}
          onAnswer={(about) => goOn(() => uploader.answer(about))}
          onDiscard={() => goOn(() => uploader.discard())}
        />
      ) : (
        <Chooser onFiles={(files) => uploader.choose(files)} />
      )}
      {queue.length > 0 && <Progress uploader={uploader} queue={queue} isHeld={isHeld} />}
    </section>
  )
}

function Chooser({ onFiles }: { onFiles: (files: File[]) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles(forPeople([...(target.files ?? [])]))
    // So that the same files can be chosen again.
    target.value = ''
  }
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    void droppedFiles(event.dataTransfer).then(onFiles)
  }
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={dropped}
    >
      <p>Drop photos, videos or a folder here, or choose them:</p>
      <div className="row">
        <button type="button" className="primary" onClick={() => files.current?.click()}>
          Choose photos
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          Choose a folder
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Photos"
        accept="image/*,.heic,.heif,.tif,.tiff,video/mp4,video/quicktime,.mp4,.mov,.m4v"
        onChange={chosen}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="A folder"
        webkitdirectory=""
        onChange={chosen}
      />
    </div>
  )
}

/** What follows from capturing without consent, in the school's words (W5), and what holds in any case. */
function Duty() {
  const notice = useQuery(policyQuery).data?.policy.upload_notice
  return (
    <div className={styles.duty}>
      {notice && (
        <p>
          {notice} <RuleLink id="W5" />
        </p>
      )}
      <p>
        Nobody outside the school sees a photo until everybody in it is accounted for <RuleLink id="W1" />.
        Nobody takes pictures in changing rooms or toilets, of first aid or of intimate care{' '}
        <RuleLink id="W7" />.
      </p>
    </div>
  )
}

function Progress({ uploader, queue, isHeld }: { uploader: Uploader; queue: Queue; isHeld: boolean }) {
  const sum = totals(queue)
  const left = secondsLeft(uploader.moments, sum.bytes - sum.bytesSent)
  return (
    <div className={styles.progress}>
      <div className="spread">
        <p role="status">
          {uploader.isBusy && `${sum.finished} of ${sum.files} done. `}
          {summary(sum)}
        </p>
        {uploader.isBusy ? (
          <div className="row">
            {sum.resting > 0 && (
              <button type="button" className="small" onClick={() => uploader.online()}>
                Try again now
              </button>
            )}
            <button
              type="button"
              className="small"
              onClick={() => (isHeld ? uploader.goOn() : uploader.hold())}
            >
              {isHeld ? 'Go on' : 'Pause'}
            </button>
            <button type="button" className="small" onClick={() => uploader.cancel()}>
              Stop
            </button>
          </div>
        ) : (
          <button type="button" className="small" onClick={() => uploader.dismiss()}>
            Clear this list
          </button>
        )}
      </div>
      {uploader.isBusy && (
        <>
          <progress aria-label="All photos" max={Math.max(sum.bytes, 1)} value={sum.bytesSent} />
          <p className="soft">
            {size(sum.bytesSent)} of {size(sum.bytes)}
            {left !== null && !isHeld && `, about ${span(left)} left`}
            {isHeld && '. Paused.'}
            {sum.paused > 0 && '. Sign in, and it goes on.'}
            {sum.resting > 0 && '. Waiting for the service; it goes on by itself.'}
            {!isHeld && sum.paused + sum.resting === 0 && '. Keep this page open.'}
          </p>
        </>
      )}
      <LocationNotice located={sum.located} added={sum.added} />
      {/* It scrolls: the keyboard must be able to. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={styles.files} aria-label="Files" tabIndex={0}>
        {shownFirst(queue).map((item) => (
          <FileRow key={item.id} item={item} />
        ))}
      </ul>
    </div>
  )
}

const RANK: Partial<Record<Item['stage'], number>> = { refused: 0, sending: 1, resting: 1 }

/** What needs eyes first: refusals, then what is under way, then what is to come, then what is done. */
function shownFirst(queue: Queue): Item[] {
  return queue.toSorted((one, other) => rank(one) - rank(other))
}

function rank(item: Item): number {
  return RANK[item.stage] ?? (isFinished(item) ? 3 : 2)
}

const FileRow = memo(function FileRow({ item }: { item: Item }) {
  return (
    <li className={styles.file}>
      <span className={styles.fileName}>{item.name}</span>
      <Badge state={STAGES[item.stage]} />
      {item.stage === 'sending' && (
        <progress aria-label={`Sending ${item.name}`} max={item.size || 1} value={item.sent} />
      )}
      {item.why && !(item.stage === 'added' || item.stage === 'here') && (
        <div className={styles.why}>
          {item.why.sentence}
          <ReasonList reasons={item.why.reasons} />
        </div>
      )}
    </li>
  )
})
