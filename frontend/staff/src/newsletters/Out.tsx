import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Issue } from '../api/types'
import { CopyButton } from '../parts/CopyButton'
import { download } from '../parts/download'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { useToast } from '../parts/Toasts'
import { count, instant } from '../parts/wording'
import { absolute } from '../publishing/address'
import { mail, mailCopy, pdf, recipientsQuery, sendOut, takeBack } from './queries'

/** An issue that is out: its page, its mail, its PDF, and the way back. */
export function Out({ issue }: { issue: Issue }) {
  const address = issue.address && absolute(issue.address)
  return (
    <>
      {issue.out_at && <p className="soft">Out since {instant(issue.out_at)}.</p>}
      <div className="columns">
        <div>
          {address && <Page address={address} />}
          {address && <Mail issue={issue} />}
          <Print issue={issue} />
        </div>
        <section className="card" aria-labelledby="recall">
          <h2 id="recall">What can’t be called back</h2>
          <ul>
            {issue.cannot_recall.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
          <TakeBack issue={issue} />
        </section>
      </div>
    </>
  )
}

function Page({ address }: { address: string }) {
  return (
    <section className="card" aria-labelledby="page">
      <h2 id="page">Its page</h2>
      <p className="row">
        <a href={address} target="_blank" rel="noopener" className="mono">
          {address}
        </a>
        <CopyButton text={address} what="the address of the page" />
      </p>
    </section>
  )
}

function Mail({ issue }: { issue: Issue }) {
  const queries = useQueryClient()
  const toast = useToast()
  const recipients = useQuery(recipientsQuery(issue.id))
  const mailing = useMutation({
    mutationFn: () => mail(issue.id),
    onSuccess: (now) => queries.setQueryData(['issue recipients', issue.id], now),
  })
  const copying = useMutation({
    mutationFn: async (form: 'html' | 'text') =>
      navigator.clipboard.writeText((await mailCopy(issue.id))[form]),
    onSuccess: (_, form) => toast(form === 'html' ? 'Copied: the HTML.' : 'Copied: the text.'),
  })
  return (
    <section className="card" aria-labelledby="mail">
      <h2 id="mail">By e-mail</h2>
      {mailing.isError && <ProblemNotice thrown={mailing.error} />}
      <Loaded query={recipients}>
        {({ left, waiting, sent, failed }) => (
          <>
            {waiting + sent + failed > 0 && (
              <p role="status">
                {count(sent, 'mail')} sent{waiting > 0 && `, ${waiting} on the way`}
                {failed > 0 && `, ${failed} could not be delivered`}.
              </p>
            )}
            {left > 0 ? (
              <p>
                <button
                  type="button"
                  className="primary"
                  disabled={mailing.isPending}
                  onClick={() => mailing.mutate()}
                >
                  Mail it to {count(left, 'family address', 'family addresses')}
                </button>
              </p>
            ) : (
              waiting + sent + failed === 0 && <p>No family has an e-mail address here.</p>
            )}
          </>
        )}
      </Loaded>
      <p className="soft">
        Families get it in a mail with live pictures. Nobody who is barred from contact gets one.
      </p>
      {copying.isError && <ProblemNotice thrown={copying.error} />}
      <p className="row">
        <button type="button" onClick={() => copying.mutate('html')}>
          Copy the HTML
        </button>
        <button type="button" onClick={() => copying.mutate('text')}>
          Copy the text
        </button>
        <span className="soft">for another mail program</span>
      </p>
    </section>
  )
}

function Print({ issue }: { issue: Issue }) {
  const making = useMutation({
    mutationFn: () => pdf(issue.id),
    onSuccess: (file) => download(file as unknown as Blob, `${issue.title}.pdf`),
  })
  return (
    <section className="card" aria-labelledby="print">
      <h2 id="print">On paper</h2>
      {making.isError && <ProblemNotice thrown={making.error} />}
      <p>
        <button type="button" disabled={making.isPending} onClick={() => making.mutate()}>
          {making.isPending ? 'Making the PDF …' : 'Download the PDF for print'}
        </button>
      </p>
      <p className="soft">
        Each picture is asked for printing now. One that may not be printed leaves its place empty. Each
        picture in the file is noted as a copy on paper.
      </p>
    </section>
  )
}

function TakeBack({ issue }: { issue: Issue }) {
  const queries = useQueryClient()
  const toast = useToast()
  const show = (now: Issue) => {
    queries.setQueryData(['issue', issue.id], now)
    void queries.invalidateQueries({ queryKey: ['issues'] })
  }
  const taking = useMutation({
    mutationFn: () => takeBack(issue.id),
    onSuccess: (draft) => {
      show(draft)
      toast('It is a draft again: its page and its pictures are gone.', {
        undo: () =>
          void sendOut(draft.id, draft.revision).then(show, () =>
            toast('It could not be sent out again. Its check says why.'),
          ),
      })
    },
  })
  return (
    <>
      {taking.isError && <ProblemNotice thrown={taking.error} />}
      <p>
        <button type="button" className="danger" disabled={taking.isPending} onClick={() => taking.mutate()}>
          Take it back
        </button>
      </p>
      <p className="soft">Its page is gone then, and its pictures come down, also from mails.</p>
    </>
  )
}
