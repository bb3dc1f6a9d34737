import type { ReportDetail, ReportEntry } from '../api/types'
import { TextForm } from '../parts/TextForm'
import { day, instant } from '../parts/wording'
import { useVerb, verbs } from './queries'
import styles from './reports.module.css'

const FROM: Partial<Record<ReportEntry['kind'], string>> = { added: 'They wrote', answer: 'We answered' }

/** What went to and fro with who reported, and the next answer; also once it is closed, since they may come back. */
export function Reporter({ row }: { row: ReportDetail }) {
  const replying = useVerb(row.id, verbs(row.id).reply, 'They read it when they come back.')
  return (
    <section className="card stack" aria-labelledby="reporter">
      <h2 id="reporter">The reporter</h2>
      <p className="soft">
        They come back with their reference and secret, to read your answers and to add something.
      </p>
      <ol className="plain stack">
        {row.entries
          .filter(({ kind }) => kind in FROM)
          .map((entry) => (
            <li key={entry.id} className={styles.step} data-from={entry.kind}>
              <p className="soft">
                {FROM[entry.kind]}, {entry.at ? instant(entry.at) : day(entry.on_day)}
                {entry.by && `, ${entry.by.name}`}
              </p>
              <p className={styles.words} dir="auto">
                {entry.text}
              </p>
            </li>
          ))}
      </ol>
      <details>
        <summary>Write to who reported</summary>
        <TextForm
          label="Your answer"
          hint={`${theirLanguage(row)}Name no other child.`}
          button="Answer the reporter"
          verb={replying}
        />
      </details>
    </section>
  )
}

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' })

/** Which language they chose, where they did and it isn't English. */
function theirLanguage({ is_anonymous, language }: ReportDetail): string {
  return is_anonymous || language === 'en' ? '' : `They read ${LANGUAGES.of(language) ?? language}. `
}
