/**
 * The clearance workbench: one photo, everybody in it accounted for, the head count confirmed (W2),
 * and beside it what may go out for which purpose, and why.
 */
export { WorkbenchPage as default } from './WorkbenchPage'
export type { WorkbenchPageProps } from './WorkbenchPage'
