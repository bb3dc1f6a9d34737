import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answer, api } from '../api/client'
import type { Me } from '../api/types'
import { MeContext, useSession } from './session'
import { SignInAgain } from './SignInAgain'
import { useUnsaved } from './unsaved'

const OAKFIELD = { id: 'school-1', name: 'Oakfield', slug: 'oakfield' }
const ELMBANK = { id: 'school-2', name: 'Elmbank', slug: 'elmbank' }
const DANA: Me = {
  id: 'user-1',
  name: 'Dana Hill',
  email: 'dana@school.example',
  school: OAKFIELD,
  schools: [ELMBANK, OAKFIELD],
  roles: [],
  permissions: [],
}

/** Knows one person at a time; signing in leads to their first school. */
class Accounts {
  now: Me | null = DANA
  next: Me = DANA

  readonly fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    if (path === '/api/session') this.now = this.next
    if (path === '/api/session/school' && this.now) this.now = { ...this.now, school: OAKFIELD }
    return this.now ? Response.json(this.now) : Response.json({ detail: 'Sign in first.' }, { status: 401 })
  }
}

/** A page with one field, as the layout would host it. */
function Page({ isUnsaved }: { isUnsaved: boolean }) {
  const { session, hasEnded } = useSession()
  useUnsaved(isUnsaved)
  if (!session.data) return <p>{session.data === null ? 'Nobody' : 'Loading'}</p>
  return (
    <MeContext value={session.data}>
      <input aria-label="Caption" key={session.data.id} />
      <p>at {session.data.school.name}</p>
      {hasEnded && <SignInAgain />}
    </MeContext>
  )
}

let accounts: Accounts
beforeEach(() => {
  accounts = new Accounts()
  vi.stubGlobal('fetch', accounts.fetch)
  // jsdom knows no modal dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
})
afterEach(() => vi.unstubAllGlobals())

async function openAndEnd(isUnsaved: boolean): Promise<void> {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Page isUnsaved={isUnsaved} />
    </QueryClientProvider>,
  )
  await userEvent.type(await screen.findByLabelText('Caption'), 'The relay')
  accounts.now = null
  await answer(api.GET('/api/events')).catch(() => undefined)
}

const caption = () => screen.queryByLabelText<HTMLInputElement>('Caption')?.value

async function signIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText('Password'), 'a long password')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull())
}

test('with nothing unsaved, everything is forgotten', async () => {
  await openAndEnd(false)
  await screen.findByText('Nobody')
  expect(caption()).toBeUndefined()
})

test('over unsaved work the page stays, and the same person goes on at the same school', async () => {
  await openAndEnd(true)
  await screen.findByRole('heading', { name: 'Sign in again' })
  accounts.next = { ...DANA, school: ELMBANK }
  await signIn()
  expect(caption()).toBe('The relay')
  expect(screen.getByText('at Oakfield')).toBeTruthy()
})

test('somebody else gets nothing of it', async () => {
  await openAndEnd(true)
  accounts.next = { ...DANA, id: 'user-2', name: 'Ruth Day' }
  await signIn()
  await waitFor(() => expect(caption()).toBe(''))
})

test('leaving without saving forgets it', async () => {
  await openAndEnd(true)
  await userEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
  expect(await screen.findByText('Nobody')).toBeTruthy()
})
