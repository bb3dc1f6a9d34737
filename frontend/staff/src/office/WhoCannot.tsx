import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '../api/client'
import type { WhoCannotList } from '../api/types'
import { Icon } from '../parts/Icon'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { count, day } from '../parts/wording'
import { classesQuery } from '../roster/queries'
import { purposesQuery, useEvents, usePurposeNames } from '../consent/queries'
import { addressOf, type ListFilter, listFilter } from './whoCannotList'
import styles from './WhoCannot.module.css'

/** Who of a class or an event must not be shown for which use; to look at, to print, to take along. Never why. */
export function WhoCannotPage() {
  useTitle('Who must not be shown')
  const filter = useSearch({ from: '/who-cannot' })
  const isChosen = filter.class !== undefined || filter.event !== undefined
  return (
    <>
      <h1>Who must not be shown</h1>
      <p className="lead">
        For a class or an event. The list never says why <RuleLink id="R2" />.
      </p>
      <Chooser filter={filter} />
      {isChosen && <Found filter={filter} />}
    </>
  )
}

function Chooser({ filter }: { filter: ListFilter }) {
  const classes = useQuery(classesQuery).data ?? []
  const purposes = useQuery(purposesQuery).data ?? []
  const events = useEvents()
  const navigate = useNavigate()
  const show = (change: Record<string, unknown>) =>
    void navigate({ to: '/who-cannot', search: listFilter({ ...filter, ...change }), replace: true })
  const chosen = filter.purposes ?? []
  const toggle = (id: string) =>
    show({ purposes: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] })
  return (
    <section className="card" aria-label="Which list">
      <div className="row">
        <select
          aria-label="Class"
          value={filter.class ?? ''}
          onChange={({ target }) => show({ class: target.value, event: undefined })}
        >
          <option value="">Choose a class</option>
          {classes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
        <span>or</span>
        <select
          aria-label="Event"
          value={filter.event ?? ''}
          onChange={({ target }) => show({ event: target.value, class: undefined })}
        >
          <option value="">Choose an event</option>
          {events.map((event) => (
            <option key={event.id} value={event.id}>
              {event.name}, {day(event.on_date)}
            </option>
          ))}
        </select>
      </div>
      <details>
        <summary>{chosen.length === 0 ? 'Every use' : count(chosen.length, 'chosen use')}</summary>
        <div className={styles.uses}>
          {purposes.map((purpose) => (
            <label key={purpose.id} className="choice">
              <input
                type="checkbox"
                checked={chosen.includes(purpose.id)}
                onChange={() => toggle(purpose.id)}
              />
              <span>{purpose.name}</span>
            </label>
          ))}
        </div>
      </details>
    </section>
  )
}

function Found({ filter }: { filter: ListFilter }) {
  const list = useQuery({
    queryKey: ['who cannot', filter],
    queryFn: () =>
      answer(
        api.GET('/api/lists/who-cannot', {
          params: {
            query: {
              ...(filter.class ? { class_id: filter.class } : {}),
              ...(filter.event ? { event_id: filter.event } : {}),
              ...(filter.purposes ? { purpose: filter.purposes } : {}),
            },
          },
        }),
      ),
  })
  return (
    <Loaded query={list}>
      {(found) => (
        <section className="card" aria-labelledby="list-heading">
          <h2 id="list-heading">{found.title}</h2>
          <p role="status">
            {found.rows.length === 0
              ? `Everybody may be shown: ${count(found.of, 'child', 'children')}.`
              : `${found.rows.length} of ${count(found.of, 'child', 'children')} must not be shown for some use.`}
          </p>
          {found.rows.length > 0 && (
            <>
              <Take filter={filter} />
              <Marks list={found} />
            </>
          )}
        </section>
      )}
    </Loaded>
  )
}

function Take({ filter }: { filter: ListFilter }) {
  const [hasNames, setHasNames] = useState(false)
  return (
    <div className="row">
      <a className="button" href={addressOf('pdf', filter, hasNames)}>
        Print (PDF)
      </a>
      <a className="button" href={addressOf('csv', filter, hasNames)}>
        Spreadsheet (CSV)
      </a>
      <label className="choice">
        <input type="checkbox" checked={hasNames} onChange={({ target }) => setHasNames(target.checked)} />
        <span>With first names; else numbers only</span>
      </label>
    </div>
  )
}

function Marks({ list }: { list: WhoCannotList }) {
  const purposeName = usePurposeNames()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keys
    <div className="tablebox" role="region" aria-label="The list" tabIndex={0}>
      <table className={styles.marks}>
        <thead>
          <tr>
            <th scope="col">Name, number</th>
            {list.purposes.map((purpose) => (
              <th key={purpose} scope="col">
                <span>{purposeName(purpose)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.rows.map((row) => (
            <tr key={row.child_id}>
              <th scope="row">
                {row.name}
                <div className="soft">{[row.ref, row.class_name].filter(Boolean).join(' · ')}</div>
              </th>
              {list.purposes.map((purpose) => (
                <td key={purpose} data-no={row.cannot.includes(purpose) || undefined}>
                  {row.cannot.includes(purpose) && (
                    <>
                      <Icon name="bar" />
                      <span className="hidden">must not be shown</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
