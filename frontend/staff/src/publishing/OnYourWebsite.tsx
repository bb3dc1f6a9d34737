import { CopyButton } from '../parts/CopyButton'
import { component, frame } from './embeds'
import styles from './OnYourWebsite.module.css'

/** How a channel's pictures come onto the school's own website, and stay right there. */
export function OnYourWebsite({ name, address }: { name: string; address: string }) {
  return (
    <details className="card">
      <summary>Put this on your website</summary>
      <p>
        Paste one of these into a page of your website. Do not save the pictures and upload them there: a copy
        stays when a family says no. What you paste here always shows what may be shown now.
      </p>
      <Snippet
        title="In a frame"
        says="Works in every website system, without script."
        code={frame(address, name)}
      />
      <Snippet
        title="In the page itself"
        says="Takes on the look of your page. Your website system has to allow scripts."
        code={component(address)}
      />
      <Snippet
        title="As a feed"
        says="For systems that read feeds. A reader may keep what it has fetched, and we can’t call that back."
        code={`${address}/feed.xml`}
      />
    </details>
  )
}

/** One thing to paste: what it is, the text, a button that copies it. */
export function Snippet({ title, says, code }: { title: string; says: string; code: string }) {
  return (
    <section className={styles.snippet}>
      <div className="spread">
        <h2>{title}</h2>
        <CopyButton text={code} what={`the code: ${title.toLowerCase()}`} />
      </div>
      <p className="soft">{says}</p>
      <textarea className="mono" readOnly rows={3} value={code} aria-label={`Code: ${title.toLowerCase()}`} />
    </section>
  )
}
