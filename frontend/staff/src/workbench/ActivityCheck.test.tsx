import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { MeContext } from '../accounts/session'
import type { Clearance, Me, Permission } from '../api/types'
import { ActivityCheck } from './ActivityCheck'
import { face, photoWith } from './samples'

const REASON = { rule: 'P7', code: 'activity', about: 'photo-1', text: 'Nobody has made it yet.', mend: null }
const WAITS: Clearance = {
  photo_id: 'photo-1',
  shown_nowhere: [],
  purposes: [
    { purpose: 'website', outcome: 'needs_person', reasons: [REASON], warnings: [], holds_until: null },
  ],
}
const photo = photoWith([face(1)])

afterEach(() => vi.unstubAllGlobals())

/** The check as somebody with these permissions sees it; gives what was sent to the service. */
function open(permissions: Permission[], clearance = WAITS) {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(await request.json())
    return Response.json(photo)
  })
  const page = () => (
    <MeContext value={{ permissions } as unknown as Me}>
      <ActivityCheck photo={photo} clearance={clearance} />
    </MeContext>
  )
  const router = createRouter({
    routeTree: createRootRoute({ component: page }),
    history: createMemoryHistory(),
  })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return sent
}

test('it may go out only when each of the three things was ticked', async () => {
  const user = userEvent.setup()
  const sent = open(['photo:review'])
  const button = await screen.findByRole('button', { name: 'I have checked it: it may go out' })
  const boxes = screen.getAllByRole('checkbox')
  expect(boxes).toHaveLength(3)
  for (const box of boxes) {
    expect((button as HTMLButtonElement).disabled).toBe(true)
    // oxlint-disable-next-line no-await-in-loop
    await user.click(box)
  }
  await user.click(button)
  const confirms = ['suitable_dress', 'activity_in_focus', 'no_face_with_body']
  await waitFor(() => expect(sent).toEqual([{ people_version: 1, kind: 'activity', confirms }]))
})

test('who reviews no pictures is told who does', async () => {
  open([])
  expect(await screen.findByText(/A publisher, the head or a lead/)).toBeTruthy()
  expect(screen.queryByRole('checkbox')).toBeNull()
})
