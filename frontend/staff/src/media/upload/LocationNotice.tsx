import { RuleLink } from '../../parts/Reasons'
import { count } from '../../parts/wording'

/** Tells the uploader that originals say where they were taken, and how to stop that. */
export function LocationNotice({ located, added }: { located: number; added: number }) {
  if (located === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <p>
        <strong>
          {located} of {count(added, 'photo')} {located === 1 ? 'says' : 'say'} where{' '}
          {located === 1 ? 'it was' : 'they were'} taken.
        </strong>{' '}
        What goes out from here never does <RuleLink id="P3" />. The file on the camera or phone still does:
        anybody it is sent to can read where a child was.
      </p>
      <details>
        <summary>How to turn location off in the camera app</summary>
        <ul>
          <li>iPhone or iPad: Settings, Privacy &amp; Security, Location Services, Camera, then Never.</li>
          <li>
            Android: open the camera app, its settings, then turn off Location tags (on some phones: Save
            location).
          </li>
          <li>A camera: turn off GPS, or geotagging, in its menu.</li>
        </ul>
      </details>
    </div>
  )
}
