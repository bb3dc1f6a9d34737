import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { answer, api } from '../api/client'
import type { components } from '../api/schema'
import type { NewReport, ReportDetail } from '../api/types'
import { useToast } from '../parts/Toasts'

type Schemas = components['schemas']

/** Another reader may work at it too: the pages look again every minute. */
const WATCHED_MS = 60_000

/** Who has which role seldom changes. */
const STANDS_MS = 5 * 60_000

export const reportsQuery = (closed: boolean) =>
  queryOptions({
    queryKey: ['reports', 'list', closed],
    queryFn: () => answer(api.GET('/api/reports', { params: { query: { closed } } })),
    refetchInterval: WATCHED_MS,
  })

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', 'one', id],
    queryFn: () => answer(api.GET('/api/reports/{report_id}', at(id))),
  })

export const readinessQuery = queryOptions({
  queryKey: ['reports', 'readiness'],
  queryFn: () => answer(api.GET('/api/reports/readiness')),
  staleTime: STANDS_MS,
})

export const reportStaffQuery = queryOptions({
  queryKey: ['reports', 'staff'],
  queryFn: () => answer(api.GET('/api/reports/staff')),
})

export const playbookQuery = queryOptions({
  queryKey: ['reports', 'playbook'],
  queryFn: () => answer(api.GET('/api/reports/playbook')),
  staleTime: Infinity,
})

export const makeReport = (body: NewReport) => answer(api.POST('/api/reports', { body }))

/** What can be done about a report: each gives it as it is then. */
export const verbs = (id: string) => ({
  takeOn: () => answer(api.POST('/api/reports/{report_id}/take-on', at(id))),
  handOver: (body: Schemas['ReportHandOver']) =>
    answer(api.POST('/api/reports/{report_id}/hand-over', { ...at(id), body })),
  note: (body: Schemas['ReportNote']) =>
    answer(api.POST('/api/reports/{report_id}/notes', { ...at(id), body })),
  reply: (text: string) =>
    answer(api.POST('/api/reports/{report_id}/answers', { ...at(id), body: { text } })),
  triage: (body: Schemas['Triage']) =>
    answer(api.POST('/api/reports/{report_id}/triage', { ...at(id), body })),
  raiseImages: (body: Schemas['ImagesRaised']) =>
    answer(api.POST('/api/reports/{report_id}/images', { ...at(id), body })),
  reopen: (reason: string) =>
    answer(api.POST('/api/reports/{report_id}/reopen', { ...at(id), body: { reason } })),
  affect: (child_id: string) =>
    answer(api.POST('/api/reports/{report_id}/children', { ...at(id), body: { child_id } })),
  refer: (body: Schemas['NewReferral']) =>
    answer(api.POST('/api/reports/{report_id}/referrals', { ...at(id), body })),
  referralAnswer: ({ referral, ...body }: Schemas['ReferralAnswer'] & { referral: string }) =>
    answer(
      api.POST('/api/reports/{report_id}/referrals/{referral_id}/answer', {
        params: { path: { report_id: id, referral_id: referral } },
        body,
      }),
    ),
  addTask: (body: Schemas['NewReportTask']) =>
    answer(api.POST('/api/reports/{report_id}/tasks', { ...at(id), body })),
  changeTask: ({ task, ...body }: Schemas['ReportTaskChange'] & { task: string }) =>
    answer(
      api.PATCH('/api/reports/{report_id}/tasks/{task_id}', {
        params: { path: { report_id: id, task_id: task } },
        body,
      }),
    ),
  finishTask: ({ task, outcome }: { task: string; outcome: string }) =>
    answer(
      api.POST('/api/reports/{report_id}/tasks/{task_id}/done', {
        params: { path: { report_id: id, task_id: task } },
        body: { outcome },
      }),
    ),
  startPlaybook: () => answer(api.POST('/api/reports/{report_id}/playbook', at(id))),
  linkPhoto: (photo: string) =>
    answer(api.POST('/api/reports/{report_id}/photos', { ...at(id), body: { photo } })),
  pull: (body: Schemas['NewPull']) => answer(api.POST('/api/reports/{report_id}/pulls', { ...at(id), body })),
  endPull: ({ pull, reason }: { pull: string; reason: string }) =>
    answer(
      api.POST('/api/reports/{report_id}/pulls/{pull_id}/end', {
        params: { path: { report_id: id, pull_id: pull } },
        body: { reason },
      }),
    ),
  seal: (body: Schemas['ReportedPhotoAct']) =>
    answer(api.POST('/api/reports/{report_id}/seal', { ...at(id), body })),
  close: (body: Schemas['ReportLearned']) =>
    answer(api.POST('/api/incidents/reports/{report_id}/close', { ...at(id), body })),
})

/** One of `verbs` as something to press: the page shows what it gave, and a message says that it is done. */
export function useVerb<Given>(id: string, verb: (given: Given) => Promise<ReportDetail>, said: string) {
  const toast = useToast()
  const showNow = useShowNow(id)
  return useMutation({
    mutationFn: verb,
    onSuccess: (now) => {
      toast(said)
      showNow(now)
    },
  })
}

type Naming = (given: Schemas['NewSubject']) => Promise<Schemas['Naming']>
type Clearing = (given: { subject: string; reason: string }) => Promise<Schemas['Naming']>

export const nameSubject =
  (id: string): Naming =>
  (body) =>
    answer(api.POST('/api/reports/{report_id}/subjects', { ...at(id), body }))

export const clearSubject =
  (id: string): Clearing =>
  ({ subject, reason }) =>
    answer(
      api.POST('/api/reports/{report_id}/subjects/{subject_id}/clear', {
        params: { path: { report_id: id, subject_id: subject } },
        body: { reason },
      }),
    )

const FOR_OTHERS = 'Noted. This report is for others to read from now on.'
declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whom you named left a report that nobody at the school may read: it stands on the page, also when that is loaded again. */
    isReadByNobody?: boolean
  }
}

/** Saying whom a report is about may end one's own reading: then the way leads back to the list. */
export function useNaming<Given>(id: string, verb: (given: Given) => Promise<Schemas['Naming']>) {
  const toast = useToast()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const showNow = useShowNow(id)
  return useMutation({
    mutationFn: verb,
    onSuccess: ({ report, is_read }) => {
      if (report) {
        toast('Noted.')
        return showNow(report)
      }
      queries.removeQueries({ queryKey: reportQuery(id).queryKey })
      void queries.invalidateQueries({ queryKey: ['reports', 'list'] })
      if (is_read) toast(FOR_OTHERS)
      return void navigate({ to: '/reports', state: { isReadByNobody: !is_read }, ignoreBlocker: true })
    },
  })
}

export const traceSent = (id: string) => answer(api.POST('/api/reports/{report_id}/trace-sent', at(id)))

export const trace = (id: string, hashes: string[]) =>
  answer(api.POST('/api/reports/{report_id}/trace', { ...at(id), body: { hashes } }))

function useShowNow(id: string) {
  const queries = useQueryClient()
  return (now: ReportDetail) => {
    queries.setQueryData(reportQuery(id).queryKey, now)
    for (const key of [['reports', 'list'], ['incidents']]) void queries.invalidateQueries({ queryKey: key })
  }
}

function at(id: string) {
  return { params: { path: { report_id: id } } }
}
