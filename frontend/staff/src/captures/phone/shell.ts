/** What the capture page is made of, kept so that it opens with no signal. Where there is one, the page comes fresh. */
import { within } from './olderPhones'

export const PAGE = '/staff/capture/'
const SHELL = 'capture-shell'
const PATIENCE_MS = 4_000
const TO_KEEP_IT_MS = 120_000

/** The files that a page asks for, as its HTML names them. */
export function filesOf(html: string): string[] {
  const named = [...html.matchAll(/(?:src|href)="(\/staff\/[^"]+)"/g)].map(([, path]) => path ?? '')
  return [...new Set(named)]
}

/** Keep the page as it is now. Nobody waits for this: it may take as long as a weak signal needs. */
export async function keepShell(): Promise<void> {
  await keepPage(await fetchPage(TO_KEEP_IT_MS))
}

/** The page: fresh, or where that takes too long or fails, as it was kept. `later`: what may go on after the answer. */
export async function page(later: (work: Promise<unknown>) => void): Promise<Response> {
  try {
    const fresh = await fetchPage(PATIENCE_MS)
    later(keepPage(fresh.clone()).catch(() => undefined))
    return fresh
  } catch {
    return (await kept(PAGE)) ?? Response.error()
  }
}

/** A file of the page: as kept, else from the service. */
export async function file(request: Request): Promise<Response> {
  return (await kept(new URL(request.url).pathname)) ?? fetch(request)
}

/** Whether this is a file that the page may be made of; everything else, the API above all, goes its own way. */
export function isFile(path: string): boolean {
  return path.startsWith('/staff/assets/') || path.startsWith(PAGE) || path === '/staff/icon.svg'
}

async function fetchPage(patienceMs: number): Promise<Response> {
  const answer = await fetch(PAGE, { cache: 'no-cache', signal: within(patienceMs) })
  if (!answer.ok || answer.redirected) throw new Error('Not the page.')
  return answer
}

/** The new files first, then the page that asks for them, then the old ones go: whenever it stops, the kept page is whole. */
async function keepPage(answer: Response): Promise<void> {
  const shell = await caches.open(SHELL)
  const files = filesOf(await answer.clone().text())
  const there = new Set((await shell.keys()).map(({ url }) => new URL(url).pathname))
  await shell.addAll(files.filter((each) => !there.has(each)))
  await shell.put(PAGE, answer)
  const needed = new Set([PAGE, ...files])
  await Promise.all([...there].filter((each) => !needed.has(each)).map((each) => shell.delete(each)))
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(SHELL)).match(path)
}
