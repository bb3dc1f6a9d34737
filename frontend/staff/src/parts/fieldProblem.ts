import { Problem } from '../api/problem'

/** What the service said is wrong with one field of a form (`body.email` for `email`). */
export function fieldProblem(thrown: unknown, name: string): string | undefined {
  if (!(thrown instanceof Problem)) return undefined
  return thrown.fields.find((field) => field.where === name || field.where.endsWith(`.${name}`))?.message
}
