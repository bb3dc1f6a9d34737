import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { answer, api } from '../api/client'
import type { FamilyLink, FamilyLinkRow, Guardian, SpokenCode } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { ProblemNotice } from '../parts/ProblemNotice'
import { day } from '../parts/wording'
import styles from './FamilyLinks.module.css'
import { minutesLeft, spelledOut } from './spelling'

/** Whose way in: a guardian's for a child, a young person's own (no guardian), or an adult's own. */
type Speaker = { childId: string; guardianId: string | null } | { adultId: string }

/** A parent's or carer's way in. */
export function FamilyLinkMaker({ childId, guardian }: { childId: string; guardian: Guardian }) {
  return <WayIn speaker={{ childId, guardianId: guardian.id }} name={guardian.name} />
}

/** A young person's own way in. */
export function YoungPersonLink({ childId, name }: { childId: string; name: string }) {
  return <WayIn speaker={{ childId, guardianId: null }} name={name} />
}

/** An adult's own way in. */
export function AdultLink({ adultId, name }: { adultId: string; name: string }) {
  return <WayIn speaker={{ adultId }} name={name} />
}

function linksQuery(speaker: Speaker) {
  const about = 'adultId' in speaker ? ['adult', speaker.adultId] : ['child', speaker.childId]
  return { queryKey: ['family-links', ...about], queryFn: () => answer(linksAbout(speaker)) }
}

function linksAbout(speaker: Speaker) {
  return 'adultId' in speaker
    ? api.GET('/api/adults/{adult_id}/family-links', { params: { path: { adult_id: speaker.adultId } } })
    : api.GET('/api/children/{child_id}/family-links', { params: { path: { child_id: speaker.childId } } })
}

function newLink(speaker: Speaker): Promise<FamilyLink> {
  if ('adultId' in speaker) {
    return answer(
      api.POST('/api/adults/{adult_id}/family-links', { params: { path: { adult_id: speaker.adultId } } }),
    )
  }
  return answer(
    api.POST('/api/children/{child_id}/family-links', {
      params: { path: { child_id: speaker.childId } },
      body: { guardian_id: speaker.guardianId },
    }),
  )
}

/** A code for the link that there is, or else for a new one. */
async function newCode(speaker: Speaker, inUse: FamilyLinkRow | undefined): Promise<SpokenCode> {
  const { link_id } = inUse ?? (await newLink(speaker))
  return answer(api.POST('/api/family-links/{link_id}/spoken-code', { params: { path: { link_id } } }))
}

function isOf(speaker: Speaker, link: FamilyLinkRow): boolean {
  return 'adultId' in speaker || link.guardian_id === speaker.guardianId
}

function WayIn({ speaker, name }: { speaker: Speaker; name: string }) {
  const queries = useQueryClient()
  const links = useQuery(linksQuery(speaker))
  const inUse = links.data?.find((link) => isOf(speaker, link))
  const what = 'adultId' in speaker ? 'link' : 'family link'
  const refresh = () => void queries.invalidateQueries({ queryKey: linksQuery(speaker).queryKey })
  const making = useMutation({ mutationFn: () => newLink(speaker), onSuccess: refresh })
  const reading = useMutation({ mutationFn: () => newCode(speaker, inUse), onSuccess: refresh })
  return (
    <>
      <button type="button" className="small" disabled={making.isPending} onClick={() => making.mutate()}>
        {inUse ? `Make a new ${what}` : `Make a ${what}`}
        <span className="hidden"> for {name}</span>
      </button>
      <button
        type="button"
        className="small"
        disabled={reading.isPending || links.isPending}
        onClick={() => reading.mutate()}
      >
        Read out a code<span className="hidden"> to {name}</span>
      </button>
      {inUse && <span className={`soft ${styles.until}`}>Has a link, until {day(inUse.expires_at)}</span>}
      {making.isError && <ProblemNotice thrown={making.error} />}
      {reading.isError && <ProblemNotice thrown={reading.error} />}
      {making.data && <ShownOnce link={making.data} name={name} />}
      {reading.data && <ReadOut code={reading.data} name={name} />}
    </>
  )
}

function ShownOnce({ link, name }: { link: FamilyLink; name: string }) {
  return (
    <div className="notice" data-tone="good" role="status">
      <p>
        <strong>For {name}. This is shown once.</strong> Copy both now, and give them in two different ways:
        the link by e-mail, say, and the code by phone. An earlier link for {name} no longer works.
      </p>
      <dl className="facts">
        <dt>Link</dt>
        <dd className="row">
          <span className="mono">{link.url}</span> <CopyButton text={link.url} what="the link" />
        </dd>
        <dt>Code</dt>
        <dd className="row">
          <strong className="mono">{link.code}</strong> <CopyButton text={link.code} what="the code" />
        </dd>
        <dt>Works until</dt>
        <dd>{day(link.expires_at)}</dd>
      </dl>
    </div>
  )
}

/** A code to read out on the phone, large, with the time that it still works. */
function ReadOut({ code, name }: { code: SpokenCode; name: string }) {
  const left = useMinutesLeft(code.expires_at)
  if (left === 0) {
    return (
      <div className="notice" role="status">
        <p>The code for {name} has ended. Make another one.</p>
      </div>
    )
  }
  return (
    <div className="notice" data-tone="good">
      <p role="status">
        <strong>Be sure that you speak to {name}.</strong> They open{' '}
        <span className="mono">{code.typed_at}</span> and type in this code. It works once.
      </p>
      <p className={styles.code}>{code.code}</p>
      <p>{spelledOut(code.code)}</p>
      <p className="soft">{left === 1 ? 'One more minute' : `${left} more minutes`}</p>
    </div>
  )
}

function useMinutesLeft(expiresAt: string): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(ticking)
  }, [])
  return minutesLeft(expiresAt, now)
}
