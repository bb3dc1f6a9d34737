import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { Adult } from '../api/types'
import { AdultCapacity } from '../office/Capacity'
import { AdultLink } from '../families/FamilyLinks'
import { RecordAdultAnswer } from '../consent/RecordAnswer'
import { StandingList } from '../consent/StandingList'
import { Field } from '../parts/Field'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { adultsQuery } from './queries'

export function AdultsPage() {
  useTitle('Adults')
  const adults = useQuery(adultsQuery)
  const mayEdit = useMay('adult:edit')
  return (
    <>
      <h1>Adults</h1>
      <p className="lead">
        Staff, volunteers and visitors who may be in a picture. Each answers for themself{' '}
        <RuleLink id="C14" />.
      </p>
      <div className="columns">
        <Loaded query={adults}>
          {(all) =>
            all.length === 0 ? (
              <p className="card">No adults yet.</p>
            ) : (
              <div>
                {all.map((adult) => (
                  <OneAdult key={adult.id} adult={adult} />
                ))}
              </div>
            )
          }
        </Loaded>
        {mayEdit && <NewAdult />}
      </div>
    </>
  )
}

function OneAdult({ adult }: { adult: Adult }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className="card" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{adult.name}</summary>
      {isOpen && <Answers adult={adult} />}
    </details>
  )
}

function Answers({ adult }: { adult: Adult }) {
  const adultId = adult.id
  const [mayRecord, mayAssess, mayInvite] = [
    useMay('answer:record'),
    useMay('capacity:assess'),
    useMay('family:invite'),
  ]
  const standing = useQuery({
    queryKey: ['standing', 'adult', adultId],
    queryFn: () =>
      answer(api.GET('/api/adults/{adult_id}/standing', { params: { path: { adult_id: adultId } } })),
  })
  return (
    <div className="stack">
      <Loaded query={standing}>{(found) => <StandingList standings={found.standings} />}</Loaded>
      {mayRecord && (
        <>
          <h2>Record an answer</h2>
          <p>
            What they told you in person or by phone. Is it on paper?{' '}
            <Link to="/adults/$adultId/paper" params={{ adultId }}>
              Type in the paper form
            </Link>
            , with its scan.
          </p>
          <RecordAdultAnswer adultId={adultId} />
        </>
      )}
      {mayInvite && (
        <div className="row">
          <AdultLink adultId={adultId} name={adult.name} />
        </div>
      )}
      {mayAssess && <AdultCapacity adultId={adultId} />}
    </div>
  )
}

function NewAdult() {
  const [name, setName] = useState('')
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: () => answer(api.POST('/api/adults', { body: { name } })),
    onSuccess: () => {
      setName('')
      void queries.invalidateQueries({ queryKey: ['adults'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <section className="card" aria-labelledby="new-adult">
      <h2 id="new-adult">New adult</h2>
      <form onSubmit={submit}>
        {adding.isError && <ProblemNotice thrown={adding.error} />}
        <Field label="Name">
          <input required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <button type="submit" className="primary" disabled={adding.isPending}>
          Add this adult
        </button>
      </form>
    </section>
  )
}
