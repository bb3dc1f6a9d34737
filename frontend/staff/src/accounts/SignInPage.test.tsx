import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { whyNotSignedIn } from './SignInForm'
import { SignInPage } from './SignInPage'

afterEach(() => vi.unstubAllGlobals())

test('a wrong password is answered in the service’s words, and the message takes the focus', async () => {
  const detail = 'That e-mail address and password don’t go together.'
  vi.stubGlobal('fetch', async () =>
    Response.json({ type: '/problems/wrong-sign-in', detail }, { status: 401 }),
  )
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInPage />
    </QueryClientProvider>,
  )
  await userEvent.type(screen.getByLabelText('E-mail address'), 'a@school.example')
  await userEvent.type(screen.getByLabelText('Password'), 'wrong')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain(detail)
  expect(document.activeElement).toBe(alert)
  expect(document.title).toBe('Error: Sign in · consentsvc')
})

test('too many tries: how long to wait', () => {
  expect(whyNotSignedIn(429, 'Too many tries.', 840)).toBe(
    'There were too many tries. Wait 14 minutes, then try again.',
  )
})
