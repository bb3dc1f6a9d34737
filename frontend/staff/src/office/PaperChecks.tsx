import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { answer, api } from '../api/client'
import type { Evidence, PaperForm } from '../api/types'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { count, day, instant } from '../parts/wording'
import { languageName } from '../roster/languages'
import { SAID } from '../consent/answers'
import { CONDITIONS } from './paperLines'
import { usePurposeNames } from '../consent/queries'
import { scanAddress } from './scans'
import styles from './PaperChecks.module.css'

const formsQuery = (state: 'to_check' | 'rejected') => ({
  queryKey: ['paper forms', state],
  queryFn: () => answer(api.GET('/api/paper-forms', { params: { query: { state } } })),
})

/** Paper forms that somebody typed in and somebody else has to compare with the scan (C15). */
export function PaperChecksPage() {
  useTitle('Paper forms to check')
  const toCheck = useQuery(formsQuery('to_check'))
  return (
    <>
      <h1>Paper forms to check</h1>
      <p className="lead">
        Compare each scan with what was typed in. A yes on paper counts once somebody else has checked it{' '}
        <RuleLink id="C15" />.
      </p>
      <Loaded query={toCheck}>{(found) => <Queue forms={found.items} total={found.total} />}</Loaded>
      <Rejected />
    </>
  )
}

function Queue({ forms, total }: { forms: readonly PaperForm[]; total: number }) {
  const [at, setAt] = useState(0)
  const others = forms.filter((form) => !form.is_own)
  const own = forms.length - others.length
  const form = others[Math.min(at, others.length - 1)]
  return (
    <>
      <p role="status">
        {total === 0 ? 'Nothing is to be checked.' : `${count(total, 'form')} to check.`}{' '}
        {ownWords(own, total)}
      </p>
      {form && (
        <OneForm
          key={form.receipt_id}
          form={form}
          onSkip={() => setAt((at + 1) % others.length)}
          isOnly={others.length === 1}
        />
      )}
    </>
  )
}

/** Whoever typed a form in can't check it. */
function ownWords(own: number, total: number): string {
  if (own === 0) return ''
  if (own === total && own === 1) return 'You typed it in yourself; a colleague has to check it.'
  if (own === total) return 'You typed them in yourself; a colleague has to check those.'
  return `You typed in ${own} of them yourself; a colleague has to check those.`
}

interface OneFormProps {
  form: PaperForm
  onSkip: () => void
  isOnly: boolean
}

function OneForm({ form, onSkip, isOnly }: OneFormProps) {
  const checking = useCheck(form.receipt_id)
  const [isRejecting, setIsRejecting] = useState(false)
  const [isShown, setIsShown] = useState(false)
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  // Nobody confirms a scan that isn't there to be seen yet.
  const mayConfirm = isShown && !checking.isPending
  const confirm = () => mayConfirm && checking.mutate({ verdict: 'confirmed', note: '' })
  useKeys({ c: confirm, r: () => setIsRejecting(true), s: onSkip })
  return (
    <section className={styles.form} ref={box} tabIndex={-1} aria-labelledby="person-heading">
      <Scan scan={form.evidence} onShown={() => setIsShown(true)} />
      <div className="card">
        <h2 id="person-heading">{form.person.name}</h2>
        <Facts form={form} />
        <Answers answers={form.answers} />
        {checking.isError && <ProblemNotice thrown={checking.error} />}
        {isRejecting ? (
          <Rejection
            onReject={(note) => checking.mutate({ verdict: 'rejected', note })}
            onCancel={() => setIsRejecting(false)}
          />
        ) : (
          <p className="row">
            <button type="button" className="primary" disabled={!mayConfirm} onClick={confirm}>
              It is as on the paper (c)
            </button>
            <button type="button" className="danger" onClick={() => setIsRejecting(true)}>
              Reject (r)
            </button>
            {!isOnly && (
              <button type="button" onClick={onSkip}>
                Skip (s)
              </button>
            )}
          </p>
        )}
      </div>
    </section>
  )
}

function Scan({ scan, onShown }: { scan: Evidence | null; onShown: () => void }) {
  if (!scan) {
    return (
      <p className="notice" data-tone="warn">
        This form has no scan, so that nobody can check it. Reject it, and type it in again with its scan.
      </p>
    )
  }
  const address = scanAddress(scan)
  return (
    <div className={styles.scan}>
      {scan.media_type === 'application/pdf' ? (
        // The service itself sandboxes the file; an attribute would keep some browsers' PDF viewers from starting.
        // oxlint-disable-next-line react/iframe-missing-sandbox
        <iframe src={address} title="The scan of the form" onLoad={onShown} />
      ) : (
        <img src={address} alt="The scan of the form" onLoad={onShown} />
      )}
      <p>
        <a href={address} target="_blank" rel="noreferrer">
          Open the scan by itself
        </a>
      </p>
    </div>
  )
}

function Facts({ form }: { form: PaperForm }) {
  return (
    <dl className="facts">
      <dt>Signed by</dt>
      <dd>{form.signed_by?.name ?? form.person.name}</dd>
      <dt>Date on the form</dt>
      <dd>{form.signed_on ? day(form.signed_on) : 'not typed in'}</dd>
      <dt>Language</dt>
      <dd>{languageName(form.language)}</dd>
      {form.event && (
        <>
          <dt>Only for</dt>
          <dd>{form.event.name}</dd>
        </>
      )}
      <dt>Typed in by</dt>
      <dd>
        {form.entered_by.name}, {instant(form.entered_at)}
      </dd>
    </dl>
  )
}

function Answers({ answers }: { answers: PaperForm['answers'] }) {
  const purposeName = usePurposeNames()
  return (
    <ul className={styles.answers} aria-label="What was typed in">
      {answers.map((line) => (
        <li key={line.purpose} data-said={line.said}>
          <span>{purposeName(line.purpose)}</span>
          <strong>{SAID[line.said]}</strong>
          {line.conditions.length > 0 && (
            <span className="soft">{line.conditions.map((each) => CONDITIONS[each]).join(', ')}</span>
          )}
        </li>
      ))}
      <li className="soft">Every other line: blank.</li>
    </ul>
  )
}

function Rejection({ onReject, onCancel }: { onReject: (note: string) => void; onCancel: () => void }) {
  const [note, setNote] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReject(note)
  }
  return (
    <form onSubmit={submit}>
      <Field label="What is wrong" hint="Whoever types the form in again reads this.">
        <textarea
          required
          ref={box}
          rows={3}
          maxLength={2000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </Field>
      <p className="row">
        <button type="submit" className="danger">
          Reject this form
        </button>
        <button type="button" onClick={onCancel}>
          Don’t reject it
        </button>
      </p>
    </form>
  )
}

function useCheck(receiptId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: { verdict: 'confirmed' | 'rejected'; note: string }) =>
      answer(
        api.POST('/api/paper-forms/{receipt_id}/verification', {
          params: { path: { receipt_id: receiptId } },
          body,
        }),
      ),
    onSuccess: ({ check }) => {
      toast(
        check?.verdict === 'confirmed'
          ? 'Confirmed: each yes counts now.'
          : 'Rejected. Type the form in again.',
      )
      for (const key of ['paper forms', 'standing', 'answers']) {
        void queries.invalidateQueries({ queryKey: [key] })
      }
    },
  })
}

/** One-letter keys, while nobody is typing. */
function useKeys(keys: Readonly<Record<string, () => unknown>>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select')
      if (isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      keys[event.key]?.()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

function Rejected() {
  const rejected = useQuery(formsQuery('rejected'))
  const forms = rejected.data?.items ?? []
  if (forms.length === 0) return null
  return (
    <section className="card" aria-labelledby="rejected-heading">
      <h2 id="rejected-heading">To be typed in again</h2>
      <ul className="plain stack">
        {forms.map((form) => (
          <li key={form.receipt_id}>
            <strong>{form.person.name}</strong>, form of {form.signed_by?.name ?? form.person.name}:{' '}
            {form.check?.note} <span className="soft">({form.check?.by.name})</span>{' '}
            {!form.is_adult && (
              <Link to="/children/$childId/paper" params={{ childId: form.person.id }}>
                Type it in again
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
