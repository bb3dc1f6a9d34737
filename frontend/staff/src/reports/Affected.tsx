import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import type { ReportDetail, ReportSubject } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { Badge, type StateWords } from '../parts/Badge'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTyped } from '../parts/typed'
import { WhileOpen } from '../parts/WhileOpen'
import { WordsField } from '../parts/WordsField'
import { allChildrenQuery } from '../roster/queries'
import { clearSubject, nameSubject, reportStaffQuery, useNaming, useVerb, verbs } from './queries'
import { SUBJECTS } from './words'

const PULLED: StateWords = { words: 'Pictures out of service', tone: 'warn', icon: 'bar' }

/** Whom it is about, who sees nothing of it from then on (M4); and the children whom it affects, whose pictures can be pulled (M7). */
export function Affected({ row }: { row: ReportDetail }) {
  return (
    <section className="card stack" aria-labelledby="affected">
      <h2 id="affected">Who</h2>
      <h3>
        Whom it is about <RuleLink id="M4" />
      </h3>
      {row.subjects.length === 0 && <p>Nobody is named.</p>}
      <ul className="plain stack">
        {row.subjects.map((each) => (
          <OneSubject key={each.id} row={row} subject={each} />
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <details>
          <summary>Name somebody it is about</summary>
          <SubjectForm row={row} />
        </details>
      </WhileOpen>
      <h3>Children it affects</h3>
      {row.children.length === 0 && <p>None is known.</p>}
      <ul className="plain stack">
        {row.children.map((child) => (
          <OneChild key={child.id} row={row} child={child} />
        ))}
      </ul>
      <WhileOpen isOpen={!row.closed_at}>
        <AddChild row={row} />
      </WhileOpen>
    </section>
  )
}

function OneSubject({ row, subject }: { row: ReportDetail; subject: ReportSubject }) {
  const clearing = useNaming(row.id, (reason: string) =>
    clearSubject(row.id)({ subject: subject.id, reason }),
  )
  const name = subject.user?.name ?? subject.child?.name ?? subject.name
  return (
    <li>
      <p>
        <strong>{name || SUBJECTS[subject.kind]}</strong>
        {name && `, ${SUBJECTS[subject.kind].toLowerCase()}`}
        {!subject.is_sure && '. Found by a name that is much alike'}
        {subject.cleared_at && '. It is not about them after all'}
      </p>
      <WhileOpen isOpen={!subject.cleared_at && !row.closed_at}>
        <details>
          <summary>
            It is not about them<span className="hidden">: {name}</span>
          </summary>
          <TextForm
            label="How you know"
            hint="From then on they may read this report, if their role lets them."
            button="Note it"
            verb={clearing}
          />
        </details>
      </WhileOpen>
    </li>
  )
}

const ALL_OF: Record<ReportSubject['kind'], string> = {
  ...SUBJECTS,
  lead: 'The safeguarding leads, all of them',
  head: 'The head teacher, whoever it is',
}

function SubjectForm({ row }: { row: ReportDetail }) {
  const [kind, setKind] = useState<ReportSubject['kind']>('staff')
  const [whom, setWhom] = useState('')
  const [reason, setReason] = useState('')
  const naming = useNaming(row.id, nameSubject(row.id))
  const mayView = useMay('child:view')
  useTyped(reason !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    naming.mutate({ kind, reason, ...subjectOf(kind, whom) }, { onSuccess: () => setReason('') })
  }
  return (
    <form onSubmit={submit}>
      {naming.isError && <ProblemNotice thrown={naming.error} />}
      <Field label="Who it is" hint={SEE_NOTHING[kind]}>
        <select
          value={kind}
          onChange={({ target }) => {
            setKind(target.value as typeof kind)
            setWhom('')
          }}
        >
          {Object.entries(ALL_OF)
            .filter(([each]) => each !== 'child' || mayView)
            .map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
        </select>
      </Field>
      <Whom kind={kind} whom={whom} onChange={setWhom} />
      <WordsField label="Why you think so" rows={2} value={reason} onChange={setReason} />
      <button type="submit" disabled={naming.isPending}>
        Name them
      </button>
    </form>
  )
}

const SEE_NOTHING: Partial<Record<ReportSubject['kind'], string>> = {
  staff:
    'They see nothing of this report from then on. If it is you, neither do you: it goes to the next in line.',
  lead: 'No lead sees it from then on: it goes to the head, or to the chair of governors.',
  head: 'The head and the leads see nothing of it from then on: it goes to the chair of governors.',
}

/** What the service is told of who was chosen: an account, a child, a name, or everybody in that role. */
function subjectOf(kind: ReportSubject['kind'], whom: string) {
  if (kind === 'staff') return { user_id: whom }
  if (kind === 'child') return { child_id: whom }
  return kind === 'outsider' ? { name: whom } : {}
}

interface WhomProps {
  kind: ReportSubject['kind']
  whom: string
  onChange: (whom: string) => void
}

function Whom({ kind, whom, onChange }: WhomProps) {
  const mayView = useMay('child:view')
  const staff = useQuery({ ...reportStaffQuery, enabled: kind === 'staff' })
  const children = useQuery({ ...allChildrenQuery, enabled: kind === 'child' && mayView })
  if (kind === 'outsider') {
    return (
      <Field label="Their name, or what is known of them">
        <input required maxLength={200} value={whom} onChange={({ target }) => onChange(target.value)} />
      </Field>
    )
  }
  if (kind === 'lead' || kind === 'head') return null
  return (
    <Field label="Whom">
      <select required value={whom} onChange={({ target }) => onChange(target.value)}>
        <option value="">Choose</option>
        {(kind === 'staff' ? staff : children).data?.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </Field>
  )
}

function OneChild({ row, child }: { row: ReportDetail; child: { id: string; name: string } }) {
  const pull = row.pulls.find((each) => each.child?.id === child.id && !each.ended_at)
  const mayView = useMay('child:view')
  const pulling = useVerb(
    row.id,
    (reason: string) => verbs(row.id).pull({ child_id: child.id, reason }),
    'Nothing that shows this child goes out any more.',
  )
  const ending = useVerb(
    row.id,
    (reason: string) => verbs(row.id).endPull({ pull: pull?.id ?? '', reason }),
    'What may go out goes out again.',
  )
  return (
    <li>
      <div className="row">
        <strong>
          {mayView ? (
            <Link to="/children/$childId" params={{ childId: child.id }}>
              {child.name}
            </Link>
          ) : (
            child.name
          )}
        </strong>
        {pull && <Badge state={PULLED} />}
      </div>
      <WhileOpen isOpen={!pull && !row.closed_at}>
        <details>
          <summary>
            Take every picture of this child out of service<span className="hidden">: {child.name}</span>
          </summary>
          <TextForm
            label="Why"
            hint="It holds at once, everywhere, until you end it. Others only see that there is no yes that counts."
            button="Take them out of service"
            verb={pulling}
          />
        </details>
      </WhileOpen>
      <WhileOpen isOpen={Boolean(pull)}>
        <details>
          <summary>
            Let them go out again<span className="hidden">: {child.name}</span>
          </summary>
          <TextForm label="Why" hint="Each is decided anew." button="Let them go out again" verb={ending} />
        </details>
      </WhileOpen>
    </li>
  )
}

function AddChild({ row }: { row: ReportDetail }) {
  const mayView = useMay('child:view')
  const children = useQuery({ ...allChildrenQuery, enabled: mayView })
  const [child, setChild] = useState('')
  const adding = useVerb(row.id, verbs(row.id).affect, 'Added.')
  if (!mayView) {
    return (
      <p className="soft">
        Your role doesn’t see the list of children. Trace a picture instead, and take that one out of service.
      </p>
    )
  }
  const known = new Set(row.children.map(({ id }) => id))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(child, { onSuccess: () => setChild('') })
  }
  return (
    <details>
      <summary>Add a child</summary>
      <form onSubmit={submit}>
        {adding.isError && <ProblemNotice thrown={adding.error} />}
        <Field label="Which child">
          <select required value={child} onChange={({ target }) => setChild(target.value)}>
            <option value="">Choose</option>
            {children.data
              ?.filter(({ id }) => !known.has(id))
              .map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                  {each.class_name && `, ${each.class_name}`}
                </option>
              ))}
          </select>
        </Field>
        <button type="submit" disabled={adding.isPending}>
          Add this child
        </button>
      </form>
    </details>
  )
}
