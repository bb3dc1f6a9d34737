import type { components } from './schema'

export type ProblemDocument = components['schemas']['ProblemDocument']

/** What the service answers when it doesn't do what was asked (RFC 9457), or that it couldn't be reached (`status` 0). */
export class Problem extends Error {
  override name = 'Problem'
  readonly type: string
  readonly status: number
  readonly title: string
  readonly reasons: ProblemDocument['reasons']
  readonly fields: ProblemDocument['fields']
  /** Seconds to wait before trying again, where the service says so. */
  readonly retryAfter: number | null

  constructor(document: Partial<ProblemDocument> & { status: number }, retryAfter: number | null = null) {
    super(document.detail ?? sentenceFor(document.status))
    this.type = document.type ?? 'about:blank'
    this.status = document.status
    this.title = document.title ?? titleFor(document.status)
    this.reasons = document.reasons ?? []
    this.fields = document.fields ?? []
    this.retryAfter = retryAfter
  }

  /** The problem as the service would have written it. */
  get document(): ProblemDocument {
    const { type, title, status, message, reasons, fields } = this
    return { type, title, status, detail: message, reasons, fields }
  }

  /** Whether the same request may succeed later, with nothing changed: no connection, or trouble at the service. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** The problem of a request that got no answer. */
export function unreachable(): Problem {
  return new Problem({ status: 0 })
}

/** Anything thrown, as a problem with a sentence for people. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  return thrown instanceof TypeError ? unreachable() : new Problem({ status: 500 })
}

/** Reads a problem document; a body that is none still gives a sentence. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  const document = typeof body === 'object' && body !== null ? (body as Partial<ProblemDocument>) : {}
  const seconds = Number.parseInt(retryAfter ?? '', 10)
  return new Problem({ ...document, status }, Number.isNaN(seconds) ? null : seconds)
}

function titleFor(status: number): string {
  if (status === 0) return 'No connection'
  if (status === 401) return 'Sign in first'
  if (status === 403) return 'You may not do that'
  if (status === 404) return 'Not found'
  return 'Something went wrong'
}

function sentenceFor(status: number): string {
  if (status === 0) return 'The service could not be reached. Check your connection, then try again.'
  if (status === 401) return 'Sign in, then try again.'
  if (status === 403) return 'Your role does not allow this. Ask an administrator of your school.'
  if (status === 404) return 'There is nothing here. It may have been removed, or belong to another school.'
  return 'The service could not do this just now. Nothing was changed. Try again in a moment.'
}
