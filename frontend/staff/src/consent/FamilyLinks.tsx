import { useMutation } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type { FamilyLink, Guardian } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { ProblemNotice } from '../parts/ProblemNotice'
import { day } from '../parts/wording'

/** A way in for one parent or carer: a link and a code, shown this once. */
export function FamilyLinkMaker({ childId, guardian }: { childId: string; guardian: Guardian }) {
  const making = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/children/{child_id}/family-links', {
          params: { path: { child_id: childId } },
          body: { guardian_id: guardian.id },
        }),
      ),
  })
  return (
    <>
      <button type="button" className="small" disabled={making.isPending} onClick={() => making.mutate()}>
        Make a family link<span className="hidden"> for {guardian.name}</span>
      </button>
      {making.isError && <ProblemNotice thrown={making.error} />}
      {making.data && <ShownOnce link={making.data} name={guardian.name} />}
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
