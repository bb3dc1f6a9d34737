import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { MadeReport, NewReport } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { Field } from '../parts/Field'
import { KeepTyped } from '../parts/KeepTyped'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { useTyped } from '../parts/typed'
import { imagesSaid } from './imagesSaid'
import { LikenessField } from './LikenessField'
import { makeReport } from './queries'
import styles from './reports.module.css'
import { ABOUT } from './words'

type Images = NewReport['images']

const QUESTION: Record<Images, string> = { no: 'No', yes: 'Yes', unsure: 'I’m not sure' }

type Told = Omit<NewReport, 'draft' | 'images' | 'about' | 'likenesses'> & {
  about: NewReport['about'] | ''
  likenesses: string[]
}

const NOTHING: Told = {
  about: '',
  about_name: '',
  what: '',
  place: '',
  happened: '',
  danger_now: false,
  blackmail: false,
  likenesses: [],
}

/** A report by somebody who works here: first whether it may be about nude or semi-nude pictures, then words alone (M2). */
export function NewReportPage() {
  useTitle('Make a report')
  const making = useMutation({ mutationFn: makeReport })
  if (making.data) return <Made keys={making.data} />
  return (
    <KeepTyped>
      <h1>Make a report</h1>
      <p className="lead">
        Somebody misuses a picture of a child, or you worry that they may. You need no proof. Those who work
        on reports read it; whoever it is about does not.
      </p>
      <Steps making={making} />
    </KeepTyped>
  )
}

type Making = UseMutationResult<MadeReport, Error, NewReport>

function Steps({ making }: { making: Making }) {
  const [draft] = useState(() => crypto.randomUUID())
  const [images, setImages] = useState<Images | null>(null)
  const [isAsking, setIsAsking] = useState(true)
  const [told, setTold] = useState(NOTHING)
  useTyped(Boolean(told.what || told.place || told.happened || told.about_name))
  if (images === null || isAsking) {
    return (
      <FirstQuestion
        onAnswer={(answer) => {
          setImages(imagesSaid(answer, images))
          setIsAsking(false)
        }}
      />
    )
  }
  return (
    <>
      {images !== 'no' && <Advice />}
      <ReportForm
        mayCompare={images === 'no'}
        told={told}
        onChange={(change) => setTold({ ...told, ...change })}
        making={making}
        onSend={() => told.about && making.mutate({ draft, ...reportOf(told, told.about, images) })}
        onBack={() => setIsAsking(true)}
      />
    </>
  )
}

/** What is sent: a name only where somebody who works here may be meant. */
function reportOf(told: Told, about: NewReport['about'], images: Images): NewReport {
  const about_name = about === 'nobody_here' ? '' : told.about_name
  return { ...told, images, about, about_name, likenesses: images === 'no' ? told.likenesses : [] }
}

function FirstQuestion({ onAnswer }: { onAnswer: (images: Images) => void }) {
  const [chosen, setChosen] = useState<Images | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen) onAnswer(chosen)
  }
  return (
    <form className="card" onSubmit={submit}>
      <fieldset>
        <legend>
          Is it about a nude or semi-nude picture of somebody under 18, also a faked one? <RuleLink id="M2" />
        </legend>
        {(Object.keys(QUESTION) as Images[]).map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name="images"
              required
              checked={chosen === each}
              onChange={() => setChosen(each)}
            />
            <span>{QUESTION[each]}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="primary">
        Go on
      </button>
    </form>
  )
}

function Advice() {
  return (
    <div className="notice" data-tone="bad">
      <h2>What to do now</h2>
      <ul>
        <li>
          Don’t view, copy, print, share, store or save the picture. Don’t ask anybody to show or send it.
        </li>
        <li>Don’t delete it, and don’t ask the child to delete it.</li>
        <li>Tell the safeguarding lead now, in person or by phone.</li>
        <li>Is an adult involved, or is somebody in danger? Call the police: 999, or 101.</li>
        <li>Tell the child that it isn’t their fault, and that you have to pass it on.</li>
      </ul>
      <p>
        For the child: <a href="https://www.childline.org.uk/remove">Report Remove</a>,{' '}
        <a href="https://www.ceop.police.uk/ceop-reporting/">CEOP</a>, Childline on 0800 1111.
      </p>
    </div>
  )
}

interface FormProps {
  /** Whether the likeness of a picture may go with it: only after a plain no (M2). */
  mayCompare: boolean
  told: Told
  onChange: (change: Partial<Told>) => void
  making: Making
  onSend: () => void
  onBack: () => void
}

function ReportForm({ mayCompare, told, onChange, making, onSend, onBack }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend()
  }
  return (
    <form className="card" onSubmit={submit}>
      {making.isError && <ProblemNotice thrown={making.error} />}
      <Field label="What happened" hint="In words. Describe no nude or semi-nude picture in detail.">
        <textarea
          required
          rows={5}
          maxLength={4000}
          dir="auto"
          value={told.what}
          onChange={({ target }) => onChange({ what: target.value })}
        />
      </Field>
      <Field label="Where" hint="An app, an address, a room.">
        <input
          maxLength={200}
          value={told.place}
          onChange={({ target }) => onChange({ place: target.value })}
        />
      </Field>
      <Field label="When" hint="As far as you know.">
        <input
          maxLength={200}
          value={told.happened}
          onChange={({ target }) => onChange({ happened: target.value })}
        />
      </Field>
      <Field
        label="Is it about somebody who works at the school?"
        hint="Whom it is about never reads it. A report about a lead goes to the head; one about the head to the chair of governors."
      >
        <select
          required
          value={told.about}
          onChange={({ target }) => onChange({ about: target.value as Told['about'] })}
        >
          <option value="">Choose</option>
          {Object.entries(ABOUT).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      {told.about && told.about !== 'nobody_here' && (
        <Field label="Their name" hint="If you can. It keeps them from reading this.">
          <input
            maxLength={200}
            value={told.about_name}
            onChange={({ target }) => onChange({ about_name: target.value })}
          />
        </Field>
      )}
      {mayCompare && (
        <LikenessField found={told.likenesses} onChange={(likenesses) => onChange({ likenesses })} />
      )}
      <fieldset>
        <legend>Is it urgent?</legend>
        <label className="choice">
          <input
            type="checkbox"
            checked={told.danger_now}
            onChange={({ target }) => onChange({ danger_now: target.checked })}
          />
          <span>Somebody may be in danger now</span>
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={told.blackmail}
            onChange={({ target }) => onChange({ blackmail: target.checked })}
          />
          <span>Somebody asks for money, or for more pictures</span>
        </label>
      </fieldset>
      <div className="row">
        <button type="submit" className="primary" disabled={making.isPending}>
          Send this report
        </button>
        <button type="button" className="quiet" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  )
}

function Made({ keys: { reference, secret, picture_at, is_read } }: { keys: MadeReport }) {
  return (
    <>
      <h1>Your report is in</h1>
      <div className="card">
        {is_read ? (
          <p>Somebody reads it.</p>
        ) : (
          <p className="notice" data-tone="bad">
            It is kept, but nobody at the school may read it now. Tell the local authority’s designated
            officer (LADO) yourself, today. <RuleLink id="M4" />
          </p>
        )}
        <p>Note these two: they are shown this once. With them you can add to it, and read answers.</p>
        <p>
          Reference <CopyButton text={reference} what="the reference" />
          <br />
          <span className={styles.secret}>{reference}</span>
        </p>
        <p>
          Secret <CopyButton text={secret} what="the secret" />
          <br />
          <span className={styles.secret}>{secret}</span>
        </p>
        {picture_at && (
          <p>
            <a href={picture_at} target="_blank" rel="noreferrer">
              Add a picture
            </a>
            , such as a screenshot of what was written. Only those who read this report see it.
          </p>
        )}
        <p>
          <a href="/report/back" target="_blank" rel="noreferrer">
            Come back to a report
          </a>
        </p>
      </div>
    </>
  )
}
