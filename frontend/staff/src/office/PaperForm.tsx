import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, type LinkProps, notFound, useParams } from '@tanstack/react-router'
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react'
import { useUnsaved } from '../accounts/unsaved'
import { answer, api } from '../api/client'
import type { Adult, Child, Evidence, Guardian, NewPaperForm } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { day } from '../parts/wording'
import { today } from '../roster/changes'
import { LANGUAGES } from '../roster/languages'
import { adultsQuery, childQuery } from '../roster/queries'
import { PaperLines } from './PaperLines'
import { answersOf, type Lines } from './paperLines'
import { purposesQuery, useEvents } from '../consent/queries'
import { SCAN_TYPES, sendScan } from './scans'
import styles from '../consent/PaperForm.module.css'

export function PaperFormPage() {
  const { childId } = useParams({ from: '/children/$childId/paper' })
  const child = useQuery(childQuery(childId))
  useTitle(child.data ? `Paper form of ${child.data.name}` : 'Paper form')
  return (
    <Loaded query={child} isPage>
      {(found) => <Entry whose={ofChild(found)} />}
    </Loaded>
  )
}

export function AdultPaperFormPage() {
  const { adultId } = useParams({ from: '/adults/$adultId/paper' })
  const adults = useQuery(adultsQuery)
  const adult = adults.data?.find(({ id }) => id === adultId)
  if (adults.data && !adult) throw notFound()
  useTitle(adult ? `Paper form of ${adult.name}` : 'Paper form')
  return (
    <Loaded query={adults} isPage>
      {() => adult && <Entry whose={ofAdult(adult)} />}
    </Loaded>
  )
}

/** Whose form it is, who may have signed it, and where it goes. An adult signs alone (C14). */
interface Whose {
  kind: 'child' | 'adult'
  id: string
  name: string
  firstName: string
  guardians: readonly Guardian[]
  back: LinkProps
  send: (form: NewPaperForm) => Promise<{ waits: boolean }>
}

function ofChild(child: Child): Whose {
  const path = { child_id: child.id }
  return {
    kind: 'child',
    id: child.id,
    name: child.name,
    firstName: child.first_name,
    guardians: child.guardians,
    back: { to: '/children/$childId', params: { childId: child.id } },
    send: (body) => answer(api.POST('/api/children/{child_id}/paper-forms', { params: { path }, body })),
  }
}

function ofAdult(adult: Adult): Whose {
  const path = { adult_id: adult.id }
  return {
    kind: 'adult',
    id: adult.id,
    name: adult.name,
    firstName: adult.name,
    guardians: [],
    back: { to: '/adults' },
    send: ({ guardian_id: _nobody, ...body }) =>
      answer(api.POST('/api/adults/{adult_id}/paper-forms', { params: { path }, body })),
  }
}

/** Types in paper forms of one person, one after the other. */
function Entry({ whose }: { whose: Whose }) {
  const [entered, setEntered] = useState<{ waits: boolean } | null>(null)
  return (
    <>
      <p>
        <Link {...whose.back}>{whose.kind === 'child' ? whose.name : 'Adults'}</Link>
      </p>
      <h1>Paper form of {whose.name}</h1>
      {entered ? (
        <Entered whose={whose} waits={entered.waits} onNext={() => setEntered(null)} />
      ) : (
        <Form whose={whose} onEntered={setEntered} />
      )}
    </>
  )
}

function Entered({ whose, waits, onNext }: { whose: Whose; waits: boolean; onNext: () => void }) {
  return (
    <section className="notice" data-tone="good" role="status">
      <p>
        <strong>The form is saved.</strong> Each no on it counts from now.{' '}
        {waits && 'Each yes counts once a colleague has compared the form with its scan.'}
      </p>
      <p className="row">
        <Link {...whose.back} className="button">
          Back to {whose.kind === 'child' ? whose.firstName : 'the adults'}
        </Link>
        <button type="button" onClick={onNext}>
          Type in another form
        </button>
      </p>
    </section>
  )
}

const OWN = 'own'

/** All but the lines. `who` is a guardian's id, or their own. */
interface Head {
  who: string
  signedOn: string
  language: string
  event: string
}

const BLANK: Head = { who: '', signedOn: '', language: 'en', event: '' }

function Form({ whose, onEntered }: { whose: Whose; onEntered: (entered: { waits: boolean }) => void }) {
  const [head, setHead] = useState({ ...BLANK, who: whose.kind === 'adult' ? OWN : '' })
  const [scan, setScan] = useState<Evidence | null>(null)
  const [lines, setLines] = useState<Lines>({})
  const button = useRef<HTMLButtonElement>(null)
  const purposes = useQuery(purposesQuery).data ?? []
  const answers = answersOf(lines)
  const saving = useSave(whose, onEntered)
  useUnsaved(answers.length > 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({
      guardian_id: head.who === OWN ? null : head.who,
      signed_on: head.signedOn,
      language: head.language,
      event_id: head.event || null,
      evidence_id: scan?.id ?? null,
      answers,
    })
  }
  return (
    <form onSubmit={submit}>
      <section className="card" aria-labelledby="head-heading">
        <h2 id="head-heading">The form</h2>
        <ScanField scan={scan} onScan={setScan} />
        <HeadFields whose={whose} head={head} onHead={setHead} thrown={saving.error} />
      </section>
      <section className="card" aria-labelledby="lines-heading">
        <h2 id="lines-heading">What stands on the paper</h2>
        <p className="soft">
          For each line press <kbd>y</kbd> for yes, <kbd>n</kbd> for no, <kbd>b</kbd> for blank; the next line
          comes by itself.
        </p>
        <PaperLines
          purposes={purposes}
          lines={lines}
          onLines={setLines}
          onEnd={() => button.current?.focus()}
        />
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        {answers.length === 0 && <p className="soft">Nothing is marked yet.</p>}
        <button
          type="submit"
          className="primary"
          ref={button}
          disabled={saving.isPending || answers.length === 0}
        >
          Save this form
        </button>
      </section>
    </form>
  )
}

function ScanField({ scan, onScan }: { scan: Evidence | null; onScan: (scan: Evidence | null) => void }) {
  const sending = useMutation({ mutationFn: sendScan, onSuccess: onScan })
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    onScan(null)
    if (file) sending.mutate(file)
  }
  return (
    <>
      <Field label="Scan" hint="PDF, JPEG or PNG. Without it a colleague can’t check the form.">
        <input type="file" accept={SCAN_TYPES} onChange={chosen} />
      </Field>
      <p role="status" className="soft">
        {sending.isPending && 'Keeping the scan…'}
        {scan && 'The scan is kept.'}
      </p>
      {sending.isError && <ProblemNotice thrown={sending.error} />}
      {!scan && !sending.isPending && (
        <p className="soft">
          A yes on a form without a scan never counts <RuleLink id="C15" />.
        </p>
      )}
    </>
  )
}

interface HeadProps {
  whose: Whose
  head: Head
  onHead: (head: Head) => void
  thrown: unknown
}

function HeadFields({ whose, head, onHead, thrown }: HeadProps) {
  const events = useEvents()
  return (
    <div className={styles.head}>
      <Field label="Who signed" wrong={fieldProblem(thrown, 'guardian_id')}>
        <select required value={head.who} onChange={({ target }) => onHead({ ...head, who: target.value })}>
          <option value="">Choose a person</option>
          {whose.guardians.map((guardian) => (
            <option key={guardian.id} value={guardian.id}>
              {guardian.name} ({guardian.relationship})
            </option>
          ))}
          <option value={OWN}>{whose.firstName}</option>
        </select>
      </Field>
      <Field label="Date on the form" wrong={fieldProblem(thrown, 'signed_on')}>
        <input
          type="date"
          required
          max={today()}
          value={head.signedOn}
          onChange={({ target }) => onHead({ ...head, signedOn: target.value })}
        />
      </Field>
      <Field label="Language of the form">
        <select value={head.language} onChange={({ target }) => onHead({ ...head, language: target.value })}>
          {LANGUAGES.map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      {events.length > 0 && (
        <Field label="For" hint="A form for one event counts for its pictures only.">
          <select value={head.event} onChange={({ target }) => onHead({ ...head, event: target.value })}>
            <option value="">Every event</option>
            {events.map((event) => (
              <option key={event.id} value={event.id}>
                Only {event.name}, {day(event.on_date)}
              </option>
            ))}
          </select>
        </Field>
      )}
    </div>
  )
}

function useSave(whose: Whose, onEntered: (entered: { waits: boolean }) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: whose.send,
    onSuccess: (entered) => {
      onEntered(entered)
      for (const kind of ['standing', 'answers']) {
        void queries.invalidateQueries({ queryKey: [kind, whose.kind, whose.id] })
      }
      void queries.invalidateQueries({ queryKey: ['paper forms'] })
    },
  })
}
