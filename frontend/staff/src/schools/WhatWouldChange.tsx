import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useMay } from '../accounts/session'
import type { PolicyPreview } from '../api/types'
import { usePurposeNames } from '../consent/queries'
import { ReasonList, RuleLink } from '../parts/Reasons'
import { count } from '../parts/wording'
import { rulesQuery } from '../rules/queries'
import styles from './WhatWouldChange.module.css'

/** What a policy would take down and let out at once, by channel, with the reasons; then what to do about it. */
export function WhatWouldChange({ preview, children }: { preview: PolicyPreview; children: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section className="notice" data-tone="warn" aria-labelledby="what-would-change" tabIndex={-1} ref={box}>
      <h2 id="what-would-change">What would change at once</h2>
      <p>{summary(preview)}</p>
      <ul className={styles.channels}>
        {preview.channels.map((channel) => (
          <Channel key={channel.id} channel={channel} />
        ))}
      </ul>
      <div className="row">{children}</div>
    </section>
  )
}

function Channel({ channel }: { channel: PolicyPreview['channels'][number] }) {
  const purposeName = usePurposeNames()
  const mayView = useMay('photo:view')
  return (
    <li>
      <h3>
        {channel.name} <span className="soft">{purposeName(channel.purpose)}</span>
      </h3>
      {channel.comes_down > 0 && (
        <p>
          {channel.comes_down} of {count(channel.showing, 'picture')} would come down.
        </p>
      )}
      {channel.goes_out > 0 && (
        <p>{count(channel.goes_out, 'picture')} that nobody can see now would be shown.</p>
      )}
      <Causes causes={channel.causes} />
      {channel.placements.length > 0 && (
        <details>
          <summary>{seeWhich(channel.placements.length, channel.comes_down)}</summary>
          <ul className={styles.pictures}>
            {channel.placements.map(({ id, photo_id, alt, reasons }) => (
              <li key={id}>
                {mayView ? (
                  <Link to="/photos/$photoId" params={{ photoId: photo_id }}>
                    <img src={`/api/photos/${photo_id}/thumbnail`} alt={alt} loading="lazy" />
                  </Link>
                ) : (
                  <p>{alt}</p>
                )}
                <ReasonList reasons={reasons} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

function Causes({ causes }: { causes: PolicyPreview['channels'][number]['causes'] }) {
  const rules = useQuery(rulesQuery).data ?? []
  if (causes.length === 0) return null
  return (
    <ul>
      {causes.map(({ rule, placements }) => (
        <li key={rule}>
          {count(placements, 'picture')}: {rules.find(({ id }) => id === rule)?.title ?? 'a rule'}{' '}
          <RuleLink id={rule} />
        </li>
      ))}
    </ul>
  )
}

function summary({ comes_down, goes_out }: PolicyPreview): string {
  const down = `${count(comes_down, 'picture')} that everybody can see now would come down`
  const out = `${count(goes_out, 'picture')} would be shown that nobody can see now`
  if (goes_out === 0) return `${down}.`
  return comes_down === 0 ? `${out}.` : `${down}, and ${out}.`
}

function seeWhich(listed: number, all: number): string {
  return listed < all ? `See the first ${listed}, and why` : 'See which, and why'
}
