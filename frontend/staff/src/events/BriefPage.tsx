import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { EventBrief, SchoolEvent, StickerSheet } from '../api/types'
import { Field } from '../parts/Field'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { EventFrame } from './EventFrame'
import { briefQuery, useSaveMarkers } from './queries'
import { briefAddress, SHEETS, stickersAddress } from './sheets'

/** What tells people with a camera, on the day, whom not to photograph: markers, the brief, stickers. Never why (E5). */
export function BriefPage() {
  const { eventId } = useParams({ from: '/events/$eventId/brief' })
  return (
    <EventFrame eventId={eventId} title="Brief and stickers">
      {(event) => (
        <>
          <h2>Brief and stickers</h2>
          <p className="lead">
            Every child wears a sticker or a band, so that nobody stands out. The brief says which kind is not
            to be photographed, never why <RuleLink id="E5" />.
          </p>
          <Markers key={event.id} event={event} />
          {event.participants.length === 0 ? <NobodyYet eventId={event.id} /> : <Prints event={event} />}
        </>
      )}
    </EventFrame>
  )
}

function NobodyYet({ eventId }: { eventId: string }) {
  return (
    <p className="card">
      Nobody is on the list yet.{' '}
      <Link to="/events/$eventId/participants" params={{ eventId }}>
        Say who takes part
      </Link>
      , then print the brief and the stickers.
    </p>
  )
}

function Prints({ event }: { event: SchoolEvent }) {
  return (
    <>
      <Stickers eventId={event.id} />
      <Brief eventId={event.id} />
    </>
  )
}

function Markers({ event }: { event: SchoolEvent }) {
  const mayEdit = useMay('event:edit')
  const saved = { marker: event.marker, no_photo_marker: event.no_photo_marker }
  const [written, setWritten] = useState<typeof saved | null>(null)
  const save = useSaveMarkers(event.id)
  useUnsaved(written !== null)
  const { marker, no_photo_marker } = written ?? saved
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    save.mutate({ marker, no_photo_marker }, { onSuccess: () => setWritten(null) })
  }
  if (!mayEdit) return null
  return (
    <form className="card" onSubmit={submit} aria-labelledby="markers-heading">
      <h3 id="markers-heading">What they wear</h3>
      {save.isError && <ProblemNotice thrown={save.error} />}
      <Field
        label="Who may be photographed"
        hint="Such as ‘a round blue sticker with an A’."
        wrong={fieldProblem(save.error, 'marker')}
      >
        <input
          maxLength={100}
          value={marker}
          onChange={({ target }) => setWritten({ marker: target.value, no_photo_marker })}
        />
      </Field>
      <Field
        label="Who may not"
        hint="Such as ‘a square orange sticker with a B’. Not by colour alone."
        wrong={fieldProblem(save.error, 'no_photo_marker')}
      >
        <input
          maxLength={100}
          value={no_photo_marker}
          onChange={({ target }) => setWritten({ marker, no_photo_marker: target.value })}
        />
      </Field>
      <div className="row">
        <button type="submit" disabled={written === null || save.isPending}>
          Save the markers
        </button>
        {written && (
          <button type="button" onClick={() => setWritten(null)}>
            Leave them as they were
          </button>
        )}
      </div>
    </form>
  )
}

function Stickers({ eventId }: { eventId: string }) {
  const [sheet, setSheet] = useState<StickerSheet>('avery_l7160')
  const [hasNames, setHasNames] = useState(false)
  return (
    <section className="card" aria-labelledby="stickers-heading">
      <h3 id="stickers-heading">Stickers and wristbands</h3>
      <p className="soft">One for each child who takes part.</p>
      <Field label="On which sheets">
        <select value={sheet} onChange={({ target }) => setSheet(target.value as StickerSheet)}>
          {(Object.entries(SHEETS) as [StickerSheet, string][]).map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <NamesToo checked={hasNames} onChange={setHasNames} />
      <a className="button" href={stickersAddress(eventId, sheet, hasNames)}>
        Print the {sheet === 'wristbands' ? 'wristbands' : 'stickers'}
      </a>
    </section>
  )
}

function NamesToo({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="choice">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      <span>With first names; else numbers only</span>
    </label>
  )
}

function Brief({ eventId }: { eventId: string }) {
  const [hasNames, setHasNames] = useState(false)
  const [isSeen, setIsSeen] = useState(false)
  return (
    <section className="card" aria-labelledby="brief-heading">
      <h3 id="brief-heading">The photographer’s brief</h3>
      <p className="soft">
        For each group, who wears the marker for no pictures. Print it on the day: an opt-out may come at the
        last minute. Collect the copies afterwards.
      </p>
      <NamesToo checked={hasNames} onChange={setHasNames} />
      <p className="row">
        <a className="button" href={briefAddress(eventId, hasNames)}>
          Print the brief
        </a>
        {!isSeen && (
          <button type="button" onClick={() => setIsSeen(true)}>
            Look at it here
          </button>
        )}
      </p>
      {isSeen && <BriefSeen eventId={eventId} />}
    </section>
  )
}

function BriefSeen({ eventId }: { eventId: string }) {
  const brief = useQuery(briefQuery(eventId))
  return <Loaded query={brief}>{(found) => <BriefTable brief={found} />}</Loaded>
}

function BriefTable({ brief }: { brief: EventBrief }) {
  return (
    <>
      {brief.not_found.length > 0 && (
        <div className="notice" data-tone="warn">
          <h4>Opted out, and not found on the list</h4>
          <ul>
            {brief.not_found.map((each) => (
              <li key={`${each.child_name} ${each.looks}`}>
                {[each.child_name, each.class_or_group, each.looks].filter(Boolean).join(', ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keys */}
      <div className="tablebox" role="region" aria-label="The brief" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Not to be photographed</th>
            </tr>
          </thead>
          <tbody>
            {brief.groups.map((group) => (
              <tr key={group.name}>
                <th scope="row">
                  {group.name || 'No group'}{' '}
                  <span className="soft">{count(group.of, 'child', 'children')}</span>
                </th>
                <td>
                  {group.children.length === 0
                    ? 'Nobody'
                    : `${group.children.length}: ${group.children.map(({ ref, first_name }) => `${first_name} (${ref})`).join(', ')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
