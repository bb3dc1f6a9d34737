import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asProblem } from '../api/problem'
import type { Issue, IssueCheck } from '../api/types'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { nameOf, type Part } from './draft'
import { Findings } from './PartEditor'
import { sendOut } from './queries'
import styles from './newsletters.module.css'

export const WAITS = '/problems/waits-for-release'

interface CheckProps {
  issue: Issue
  check: IssueCheck | undefined
  parts: readonly Part[]
  isSaved: boolean
}

/** The issue as a whole: what keeps it in, what can't be recalled once it is out, and the way out. */
export function Check({ issue, check, parts, isSaved }: CheckProps) {
  const isCurrent = isSaved && check?.revision === issue.revision
  const stops = check?.findings.filter(({ weight }) => weight === 'stops') ?? []
  const waits = check?.findings.filter(({ weight }) => weight === 'waits') ?? []
  return (
    <section className="card" aria-labelledby="check" aria-busy={!isCurrent}>
      <h2 id="check">Before it goes out</h2>
      <p role="status">{isCurrent ? verdict(stops.length, waits.length) : 'Looking at the whole issue …'}</p>
      {check && <List check={check} parts={parts} />}
      <h3>What can’t be called back</h3>
      <ul>
        {issue.cannot_recall.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <SendOut issue={issue} isReady={isCurrent && stops.length === 0} isWaiting={waits.length > 0} />
    </section>
  )
}

function verdict(stops: number, waits: number): string {
  if (stops > 0) return `${count(stops, 'thing')} to put right first.`
  if (waits > 0) return `${count(waits, 'picture')} waiting for a second person.`
  return 'All is well: every picture is cleared, and no text gives a child’s name.'
}

function List({ check, parts }: { check: IssueCheck; parts: readonly Part[] }) {
  const whole = check.findings.filter(({ part }) => part === null)
  const places = [...new Set(check.findings.map(({ part }) => part))].filter((part) => part !== null)
  return (
    <>
      <Findings findings={whole} />
      {places.length > 0 && (
        <ul className={styles.places}>
          {places.map((at) => {
            const part = parts[at]
            const found = check.findings.filter((each) => each.part === at)
            return (
              part && (
                <li key={at}>
                  <button type="button" className="quiet" onClick={() => goTo(part)}>
                    {nameOf(parts, part)}
                  </button>{' '}
                  {found.map(({ text }) => text).join(' ')}
                </li>
              )
            )
          })}
        </ul>
      )}
    </>
  )
}

function goTo({ key }: Part) {
  const element = document.querySelector<HTMLElement>(`[data-part="${key}"]`)
  element?.scrollIntoView({ block: 'center' })
  element?.querySelector<HTMLElement>('input, textarea')?.focus()
}

function SendOut({ issue, isReady, isWaiting }: { issue: Issue; isReady: boolean; isWaiting: boolean }) {
  const queries = useQueryClient()
  const toast = useToast()
  const sending = useMutation({
    mutationFn: () => sendOut(issue.id, issue.revision),
    onSuccess: (out) => {
      toast(`‘${out.title}’ is out.`)
      queries.setQueryData(['issue', out.id], out)
      void queries.invalidateQueries({ queryKey: ['issues'] })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['issue check', issue.id] }),
  })
  const waits = sending.isError && asProblem(sending.error).type === WAITS
  return (
    <>
      {sending.isError &&
        (waits ? (
          <div className="notice" data-tone="warn" role="alert">
            <p>
              The pictures are in place and wait for a second person, who did not upload them. Ask a colleague
              to open <Link to="/releases">To release</Link>. Then send the issue out here.
            </p>
          </div>
        ) : (
          <ProblemNotice thrown={sending.error} />
        ))}
      <button
        type="button"
        className="primary"
        disabled={!isReady || sending.isPending}
        onClick={() => sending.mutate()}
      >
        {sending.isPending
          ? 'Getting its pictures ready …'
          : isWaiting
            ? 'Hand its pictures to a second person'
            : 'Send it out'}
      </button>
    </>
  )
}
