import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { askedFilter } from '../asking/filter'
import { listFilter } from '../office/whoCannotList'
import { EventPage } from '../events/EventPage'
import { EventsPage } from '../events/EventsPage'
import { NewEventPage } from '../events/NewEventPage'
import { formView } from '../forms/view'
import { gridFilter } from '../media/filter'
import { PhotoPage } from '../media/PhotoPage'
import { closedFilter } from '../incidents/closed'
import { ChannelPage } from '../publishing/ChannelPage'
import { ChannelsPage } from '../publishing/ChannelsPage'
import { AdultsPage } from '../roster/AdultsPage'
import { ChildPage } from '../roster/ChildPage'
import { ChildrenPage, rosterFilter } from '../roster/ChildrenPage'
import { NewChildPage } from '../roster/NewChildPage'
import { takedownsSearch } from '../takedown/search'
import { FamiliesPage } from './FamiliesPage'
import { FirstPage } from './FirstPage'
import { Layout } from './Layout'
import { NotFoundPage, TroublePage } from './TroublePage'

const root = createRootRoute({
  component: Layout,
  notFoundComponent: NotFoundPage,
  errorComponent: TroublePage,
})
/** A page within the frame: what goes wrong there, or isn't there, is said there too. */
const at = <Path extends string>(path: Path) =>
  ({
    getParentRoute: () => root,
    path,
    notFoundComponent: NotFoundPage,
    errorComponent: TroublePage,
  }) as const

const routeTree = root.addChildren([
  createRoute({ ...at('/'), component: FirstPage }),
  createRoute({ ...at('/events'), component: EventsPage }),
  createRoute({ ...at('/events/new'), component: NewEventPage }),
  createRoute({ ...at('/events/$eventId'), component: EventPage, validateSearch: gridFilter }),
  createRoute({
    ...at('/events/$eventId/about'),
    component: lazyRouteComponent(() => import('../events/AboutPage'), 'AboutPage'),
  }),
  createRoute({
    ...at('/events/$eventId/participants'),
    component: lazyRouteComponent(() => import('../events/ParticipantsPage'), 'ParticipantsPage'),
  }),
  createRoute({
    ...at('/events/$eventId/notices'),
    component: lazyRouteComponent(() => import('../events/NoticesPage'), 'NoticesPage'),
  }),
  createRoute({
    ...at('/events/$eventId/photographers'),
    component: lazyRouteComponent(() => import('../events/PhotographersPage'), 'PhotographersPage'),
  }),
  createRoute({
    ...at('/events/$eventId/opt-outs'),
    component: lazyRouteComponent(() => import('../events/OptOutsPage'), 'OptOutsPage'),
  }),
  createRoute({
    ...at('/events/$eventId/brief'),
    component: lazyRouteComponent(() => import('../events/BriefPage'), 'BriefPage'),
  }),
  createRoute({
    ...at('/own-devices'),
    component: lazyRouteComponent(() => import('../media/copies/OwedCopiesPage'), 'OwedCopiesPage'),
  }),
  createRoute({ ...at('/photos/$photoId'), component: PhotoPage }),
  createRoute({
    ...at('/seals'),
    component: lazyRouteComponent(() => import('../media/SealsPage'), 'SealsPage'),
  }),
  createRoute({
    ...at('/releases'),
    component: lazyRouteComponent(() => import('../publishing/ReleasesPage'), 'ReleasesPage'),
  }),
  createRoute({
    ...at('/reviews'),
    component: lazyRouteComponent(() => import('../publishing/ReviewsPage'), 'ReviewsPage'),
  }),
  createRoute({ ...at('/channels'), component: ChannelsPage }),
  createRoute({ ...at('/channels/$channelId'), component: ChannelPage }),
  createRoute({
    ...at('/newsletters'),
    component: lazyRouteComponent(() => import('../newsletters/IssuesPage'), 'IssuesPage'),
  }),
  createRoute({
    ...at('/newsletters/$issueId'),
    component: lazyRouteComponent(() => import('../newsletters/IssuePage'), 'IssuePage'),
  }),
  createRoute({
    ...at('/takedowns'),
    component: lazyRouteComponent(() => import('../takedown/TakedownsPage'), 'TakedownsPage'),
    validateSearch: takedownsSearch,
  }),
  createRoute({
    ...at('/takedowns/$caseId'),
    component: lazyRouteComponent(() => import('../takedown/TakedownPage'), 'TakedownPage'),
  }),
  createRoute({
    ...at('/connections'),
    component: lazyRouteComponent(() => import('../connectors/ConnectionsPage'), 'ConnectionsPage'),
  }),
  createRoute({
    ...at('/websites'),
    component: lazyRouteComponent(() => import('../websites/WebsitesPage'), 'WebsitesPage'),
  }),
  createRoute({
    ...at('/breaches'),
    component: lazyRouteComponent(() => import('../breaches/BreachesPage'), 'BreachesPage'),
  }),
  createRoute({
    ...at('/breaches/new'),
    component: lazyRouteComponent(() => import('../breaches/NewBreachPage'), 'NewBreachPage'),
  }),
  createRoute({
    ...at('/breaches/$breachId'),
    component: lazyRouteComponent(() => import('../breaches/BreachPage'), 'BreachPage'),
  }),
  createRoute({
    ...at('/reports'),
    component: lazyRouteComponent(() => import('../reports/ReportsPage'), 'ReportsPage'),
    validateSearch: closedFilter,
  }),
  createRoute({
    ...at('/reports/new'),
    component: lazyRouteComponent(() => import('../reports/NewReportPage'), 'NewReportPage'),
  }),
  createRoute({
    ...at('/reports/$reportId'),
    component: lazyRouteComponent(() => import('../reports/ReportPage'), 'ReportPage'),
  }),
  createRoute({
    ...at('/incidents'),
    component: lazyRouteComponent(() => import('../incidents/IncidentsPage'), 'IncidentsPage'),
    validateSearch: closedFilter,
  }),
  createRoute({
    ...at('/learning'),
    component: lazyRouteComponent(() => import('../incidents/LearningPage'), 'LearningPage'),
  }),
  // A page by itself, which a phone keeps: it isn't within this frame.
  createRoute({
    ...at('/capture'),
    beforeLoad: () => redirect({ href: '/staff/capture/', reloadDocument: true, throw: true }),
  }),
  createRoute({
    ...at('/captures'),
    component: lazyRouteComponent(() => import('../captures/CapturesPage'), 'CapturesPage'),
  }),
  createRoute({
    ...at('/captures/$captureId'),
    component: lazyRouteComponent(() => import('../captures/CapturePage'), 'CapturePage'),
  }),
  createRoute({ ...at('/children'), component: ChildrenPage, validateSearch: rosterFilter }),
  createRoute({ ...at('/children/new'), component: NewChildPage }),
  createRoute({
    ...at('/children/import'),
    component: lazyRouteComponent(() => import('../roster/ImportPage'), 'ImportPage'),
  }),
  createRoute({
    ...at('/children/past-answers'),
    component: lazyRouteComponent(() => import('../office/PastAnswersPage'), 'PastAnswersPage'),
  }),
  createRoute({ ...at('/children/$childId'), component: ChildPage }),
  createRoute({
    ...at('/children/$childId/paper'),
    component: lazyRouteComponent(() => import('../office/PaperForm'), 'PaperFormPage'),
  }),
  createRoute({
    ...at('/paper-checks'),
    component: lazyRouteComponent(() => import('../office/PaperChecks'), 'PaperChecksPage'),
  }),
  createRoute({
    ...at('/who-cannot'),
    component: lazyRouteComponent(() => import('../office/WhoCannot'), 'WhoCannotPage'),
    validateSearch: listFilter,
  }),
  createRoute({
    ...at('/conflicts'),
    component: lazyRouteComponent(() => import('../office/Settling'), 'ConflictsPage'),
  }),
  createRoute({
    ...at('/objections'),
    component: lazyRouteComponent(() => import('../office/Objections'), 'ObjectionsPage'),
  }),
  createRoute({ ...at('/families'), component: FamiliesPage }),
  createRoute({
    ...at('/rounds'),
    component: lazyRouteComponent(() => import('../asking/RoundsPage'), 'RoundsPage'),
  }),
  createRoute({
    ...at('/rounds/new'),
    component: lazyRouteComponent(() => import('../asking/NewRoundPage'), 'NewRoundPage'),
  }),
  createRoute({
    ...at('/rounds/$roundId'),
    component: lazyRouteComponent(() => import('../asking/RoundPage'), 'RoundPage'),
    validateSearch: askedFilter,
  }),
  createRoute({ ...at('/adults'), component: AdultsPage }),
  createRoute({
    ...at('/adults/$adultId/paper'),
    component: lazyRouteComponent(() => import('../office/PaperForm'), 'AdultPaperFormPage'),
  }),
  createRoute({
    ...at('/forms'),
    component: lazyRouteComponent(() => import('../forms/FormsPage'), 'FormsPage'),
  }),
  createRoute({
    ...at('/forms/$kind'),
    component: lazyRouteComponent(() => import('../forms/FormPage'), 'FormPage'),
    validateSearch: formView,
  }),
  createRoute({
    ...at('/policy'),
    component: lazyRouteComponent(() => import('../schools/PolicyPage'), 'PolicyPage'),
  }),
  createRoute({
    ...at('/rules'),
    component: lazyRouteComponent(() => import('../rules/RulesPage'), 'RulesPage'),
  }),
])

export const router = createRouter({ routeTree, basepath: '/staff', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
