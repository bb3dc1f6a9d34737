import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Asked, Round } from '../api/types'
import { Badge } from '../parts/Badge'
import { Dialog } from '../parts/Dialog'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useTitle } from '../parts/title'
import { useToast } from '../parts/Toasts'
import { count, day } from '../parts/wording'
import { usePurposeNames } from '../consent/queries'
import { Pager } from '../parts/Pager'
import { classesQuery } from '../roster/queries'
import { Bar } from './Bar'
import { type AskedFilter, askedFilter, SHOWN } from './filter'
import { askedQuery, isSending, PAGE, roundQuery, useRoundVerbs } from './queries'
import { ANSWERED, chasedWords, progressOf, REACHED, SCOPES } from './words'

/** One round: how far it is, who has not answered, and what to do about it. */
export function RoundPage() {
  const { roundId } = useParams({ from: '/rounds/$roundId' })
  const round = useQuery(roundQuery(roundId))
  useTitle(round.data?.name ?? 'Round')
  return (
    <Loaded query={round} isPage>
      {(found) => (
        <>
          <p>
            <Link to="/rounds">Ask families</Link>
          </p>
          <h1>{found.name}</h1>
          <About round={found} />
          <Progress round={found} />
          {found.ended_at === null && <Verbs round={found} />}
          <People round={found} />
        </>
      )}
    </Loaded>
  )
}

function About({ round }: { round: Round }) {
  const purposeName = usePurposeNames()
  return (
    <>
      <p className="soft">
        {round.event ? round.event.name : SCOPES[round.scope]} · started {day(round.made_at)}
        {round.is_renewal && ' by the service, because answers run out'}
        {round.made_by && ` by ${round.made_by.name}`}
        {round.due_on && ` · answers by ${day(round.due_on)}`}
        {round.ended_at && ` · ended ${day(round.ended_at)}`}
      </p>
      <p className="soft">
        {round.purposes
          ? `About: ${round.purposes.map(purposeName).join(', ')}.`
          : 'About every use on the form.'}
        {round.remind_after.length > 0 &&
          ` Reminders after ${round.remind_after.join(', ')} days, in school hours.`}
      </p>
    </>
  )
}

function Progress({ round }: { round: Round }) {
  return (
    <section className="card" aria-label="How far it is">
      <p>
        <strong>{progressOf(round.counts)}</strong>
      </p>
      <Bar counts={round.counts} />
      {isSending(round) && (
        <p role="status">
          {count(round.counts.waiting, 'mail waits', 'mails wait')} to go out. They go one after the other;
          you can leave this page.
        </p>
      )}
      {round.counts.came_back > 0 && (
        <p className="notice" data-tone="warn">
          {count(round.counts.came_back, 'mail')} came back.{' '}
          <Link to="/rounds/$roundId" params={{ roundId: round.id }} search={{ show: 'came_back' }}>
            Correct the addresses
          </Link>
          , then remind them; or print letters.
        </p>
      )}
    </section>
  )
}

function Verbs({ round }: { round: Round }) {
  const { chase, end, print } = useRoundVerbs(round.id)
  const [isEnding, setIsEnding] = useState(false)
  const toast = useToast()
  const unreached = round.counts.to_print + round.counts.came_back
  const thrown = chase.error ?? print.error ?? end.error
  return (
    <section className="card" aria-label="What to do">
      {thrown && <ProblemNotice thrown={thrown} />}
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={chase.isPending || round.counts.people === round.counts.answered}
          onClick={() => chase.mutate(undefined, { onSuccess: (chased) => toast(chasedWords(chased)) })}
        >
          Remind everybody who has not answered
        </button>
        <button type="button" disabled={print.isPending || unreached === 0} onClick={() => print.mutate([])}>
          {printWords(print.isPending, unreached)}
        </button>
        <button type="button" className="quiet" onClick={() => setIsEnding(true)}>
          End this round
        </button>
      </div>
      {isEnding && (
        <Dialog title="End this round?" onClose={() => setIsEnding(false)}>
          <p>Nobody is asked or reminded any more in this round. Links keep working, and answers stay.</p>
          <button
            type="button"
            className="primary"
            disabled={end.isPending}
            onClick={() => end.mutate(undefined, { onSettled: () => setIsEnding(false) })}
          >
            End this round
          </button>
        </Dialog>
      )}
    </section>
  )
}

function printWords(isPending: boolean, letters: number): string {
  if (isPending) return 'Making the letters…'
  return letters === 0 ? 'No letters to print' : `Print ${count(letters, 'letter')}`
}

function People({ round }: { round: Round }) {
  const filter: AskedFilter = useSearch({ from: '/rounds/$roundId' })
  return (
    <section aria-labelledby="people-heading">
      <div className="spread">
        <h2 id="people-heading">{SHOWN[filter.show]}</h2>
        <a className="button" href={`/api/rounds/${round.id}/people.csv?show=${filter.show}`} download>
          As a spreadsheet (CSV)
        </a>
      </div>
      <Finder round={round} filter={filter} />
      <Found key={JSON.stringify(filter)} round={round} filter={filter} />
    </section>
  )
}

function Finder({ round, filter }: { round: Round; filter: AskedFilter }) {
  const classes = useQuery(classesQuery).data ?? []
  const navigate = useNavigate()
  const show = (change: Record<string, unknown>) =>
    void navigate({
      to: '/rounds/$roundId',
      params: { roundId: round.id },
      search: askedFilter({ ...filter, ...change }),
      replace: true,
    })
  return (
    <div className="row" role="search" aria-label="People asked">
      <select
        aria-label="Who is shown"
        value={filter.show}
        onChange={({ target }) => show({ show: target.value })}
      >
        {Object.entries(SHOWN).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <select
        aria-label="Class"
        value={filter.class ?? ''}
        onChange={({ target }) => show({ class: target.value })}
      >
        <option value="">All classes</option>
        {classes.map((one) => (
          <option key={one.id} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="Find by name"
        placeholder="Find by name"
        defaultValue={filter.search ?? ''}
        onChange={({ target }) => show({ search: target.value })}
      />
    </div>
  )
}

function Found({ round, filter }: { round: Round; filter: AskedFilter }) {
  const [offset, setOffset] = useState(0)
  const asked = useQuery(askedQuery(round.id, filter, offset))
  return (
    <Loaded query={asked}>
      {({ items, total }) =>
        total === 0 ? (
          <p className="card">{filter.show === 'owing' ? 'Everybody has answered.' : 'Nobody is found.'}</p>
        ) : (
          <>
            <p className="soft" role="status">
              {count(total, 'person', 'people')}
            </p>
            <Table rows={items} round={round} />
            <Pager what="People asked" offset={offset} size={PAGE} total={total} onOffset={setOffset} />
          </>
        )
      }
    </Loaded>
  )
}

function Table({ rows, round }: { rows: readonly Asked[]; round: Round }) {
  return (
    <div className="tablebox card">
      <table>
        <thead>
          <tr>
            <th scope="col">{round.scope === 'adults' ? 'Adult' : 'Child'}</th>
            <th scope="col">Who answers</th>
            <th scope="col">Answered</th>
            <th scope="col">Asked</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.request_id}>
              <th scope="row">
                {row.child_id ? (
                  <Link to="/children/$childId" params={{ childId: row.child_id }}>
                    {row.about}
                  </Link>
                ) : (
                  row.about
                )}
                {row.class_name && <div className="soft">{row.class_name}</div>}
              </th>
              <td>{row.answers_for === 'child' ? row.person : 'For themself'}</td>
              <td>
                <Badge state={ANSWERED[row.answered]} />
              </td>
              <td>
                <AskedHow row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AskedHow({ row }: { row: Asked }) {
  const on = row.reminded_at ?? row.asked_at
  return (
    <>
      {REACHED[row.reached]}
      {row.reached === 'asked' && on && ` ${row.reminders > 0 ? 'and reminded' : ''} ${day(on)}`}
      {row.reached === 'came_back' && (
        <div>
          {row.email}
          {row.child_id && (
            <>
              {' · '}
              <Link to="/children/$childId" params={{ childId: row.child_id }}>
                Correct the address<span className="hidden"> of {row.person}</span>
              </Link>
            </>
          )}
        </div>
      )}
    </>
  )
}
