import type { ReportDetail } from '../api/types'
import { day, instant } from '../parts/wording'
import { RaiseImages } from './RaiseImages'
import styles from './reports.module.css'
import { IMAGES, REPORTERS } from './words'

/** What was said, as it came; what can't wait stands before it. */
export function Said({ row }: { row: ReportDetail }) {
  return (
    <section className="card" aria-labelledby="said">
      <h2 id="said">What was said</h2>
      <Warnings row={row} />
      <p className={styles.words} dir="auto" lang={languageOf(row)}>
        {row.what}
      </p>
      <dl className={styles.facts}>
        {facts(row).map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd dir="auto">{words}</dd>
          </div>
        ))}
      </dl>
      <RaiseImages row={row} />
    </section>
  )
}

function Warnings({ row }: { row: ReportDetail }) {
  if (!row.danger_now && !row.blackmail && row.images === 'no') return null
  return (
    <div className="notice" data-tone="bad">
      {row.danger_now && (
        <p>
          <strong>Somebody may be in danger now.</strong> If that may still be so, call 999.
        </p>
      )}
      {row.blackmail && (
        <p>
          <strong>Somebody asks for money, or for more pictures.</strong> There are{' '}
          <a href="#tasks">steps for that</a>.
        </p>
      )}
      {row.images !== 'no' && (
        <p>
          <strong>{IMAGES[row.images]}.</strong> Don’t view, copy, print, share, store or save any of them.
          Don’t ask to see one. If an adult is involved, tell the police.
        </p>
      )}
    </div>
  )
}

/** What an anonymous reporter writes in isn't known: that would tell of them (I6). */
function languageOf({ is_anonymous, language }: ReportDetail): string | undefined {
  return is_anonymous ? undefined : language
}

function facts(row: ReportDetail): [string, string][] {
  const known: [string, string][] = [
    ['Where', row.place],
    ['When, as they say', row.happened],
    ['About', row.about_name],
    [
      'Pictures',
      row.images_said === row.images ? IMAGES[row.images] : `They said: ${IMAGES[row.images_said]}`,
    ],
    ['Who reports', reporter(row)],
    ['How to reach them', row.reporter_contact],
    ['Came', row.received_at ? instant(row.received_at) : day(row.received_on)],
  ]
  return known.filter(([, words]) => words !== '')
}

function reporter(row: ReportDetail): string {
  if (row.made_by) return row.made_by.name
  return row.is_anonymous ? 'They did not give their name' : row.reporter_name || REPORTERS[row.reporter]
}
