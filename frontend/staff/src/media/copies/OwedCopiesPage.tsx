import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { OwedCopies } from '../../api/types'
import { Loaded } from '../../parts/Loaded'
import { RuleLink } from '../../parts/Reasons'
import { useTitle } from '../../parts/title'
import { day } from '../../parts/wording'
import { owedCopiesQuery } from './queries'

/** Who still has to delete photos from a device of their own (W6). */
export function OwedCopiesPage() {
  useTitle('Photos on people’s own devices')
  const owed = useQuery(owedCopiesQuery)
  return (
    <>
      <h1>Photos on people’s own devices</h1>
      <p className="lead">
        Who took photos with their own phone or camera, and has not yet said that they are deleted there{' '}
        <RuleLink id="W6" />. They are reminded on their Events page until they do.
      </p>
      <Loaded query={owed}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="card">Nobody has photos to delete from a device of their own.</p>
          ) : (
            <Table rows={rows} />
          )
        }
      </Loaded>
    </>
  )
}

function Table({ rows }: { rows: readonly OwedCopies[] }) {
  return (
    <div className="tablebox card">
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Event</th>
            <th scope="col">Photos</th>
            <th scope="col">Added on</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ person, event, photos, since }) => (
            <tr key={`${person.id} ${event.id}`}>
              <th scope="row">{person.name}</th>
              <td>
                <Link to="/events/$eventId" params={{ eventId: event.id }}>
                  {event.name}
                </Link>
              </td>
              <td>{photos}</td>
              <td>{day(since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
