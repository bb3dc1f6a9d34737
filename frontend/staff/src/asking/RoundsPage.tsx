import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Round, RoundList } from '../api/types'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { roundsQuery } from './queries'
import { Bar } from './Bar'
import { progressOf, SCOPES } from './words'

/** Every time that families were asked, and how far it is. */
export function RoundsPage() {
  useTitle('Ask families')
  const rounds = useQuery(roundsQuery)
  return (
    <>
      <div className="spread">
        <h1>Ask families</h1>
        <Link to="/rounds/new" className="button primary">
          New round
        </Link>
      </div>
      <Loaded query={rounds}>
        {(found) => (
          <>
            {found.renewal && <Renewal renewal={found.renewal} />}
            {found.items.length === 0 ? <NoRounds /> : <List rounds={found.items} />}
          </>
        )}
      </Loaded>
    </>
  )
}

function Renewal({ renewal }: { renewal: NonNullable<RoundList['renewal']> }) {
  return (
    <section className="notice" aria-labelledby="renewal-heading">
      <h2 id="renewal-heading">Families are asked again on {day(renewal.starts_on)}</h2>
      <p>
        Answers run out on {day(renewal.lapses_on)} <RuleLink id="C11" />. On {day(renewal.starts_on)} the
        service asks every family again by itself, once: a mail to everybody with an address, and letters for
        you to print. It reminds them after 7 and 14 days. You need to do nothing before.
      </p>
    </section>
  )
}

function NoRounds() {
  return (
    <div className="card">
      <h2>Nobody has been asked yet</h2>
      <p>
        In a round you ask a class, a year, an event or the whole school. Each parent or carer gets a mail
        with a link of their own, or a letter to take home. You see here who has not answered, and remind them
        with one click.
      </p>
    </div>
  )
}

function List({ rounds }: { rounds: readonly Round[] }) {
  return (
    <ul className="plain">
      {rounds.map((round) => (
        <li key={round.id} className="card">
          <h2>
            <Link to="/rounds/$roundId" params={{ roundId: round.id }} search={{ show: 'owing' }}>
              {round.name}
            </Link>
          </h2>
          <p className="soft">{aboutOf(round)}</p>
          <p>{progressOf(round.counts)}</p>
          <Bar counts={round.counts} />
          <Trouble round={round} />
        </li>
      ))}
    </ul>
  )
}

function aboutOf(round: Round): string {
  const parts = [
    round.event ? round.event.name : SCOPES[round.scope],
    `started ${day(round.made_at)}`,
    round.is_renewal ? 'by the service, because answers run out' : round.made_by?.name,
    round.ended_at ? `ended ${day(round.ended_at)}` : round.due_on && `answers by ${day(round.due_on)}`,
  ]
  return parts.filter(Boolean).join(' · ')
}

function Trouble({ round: { counts, ended_at: endedAt } }: { round: Round }) {
  if (endedAt !== null) return null
  const parts = [
    counts.waiting > 0 && `${count(counts.waiting, 'mail waits', 'mails wait')} to go out`,
    counts.came_back > 0 && `${count(counts.came_back, 'mail')} came back`,
    counts.to_print > 0 && `${count(counts.to_print, 'letter')} to print`,
  ].filter(Boolean)
  return parts.length > 0 ? <p>{parts.join(' · ')}</p> : null
}
