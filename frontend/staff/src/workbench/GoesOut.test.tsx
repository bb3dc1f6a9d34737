import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { MeContext } from '../accounts/session'
import type { Me, Photo } from '../api/types'
import { GoesOut } from './GoesOut'
import { opened, type Action } from './people'
import { face, photoWith } from './samples'

const ME = { permissions: ['photo:resolve'] } as unknown as Me
const OFFER = { crop: { x: 0.4, y: 0, w: 0.6, h: 1 }, purposes: ['website', 'press'], people: 1 }

afterEach(() => vi.unstubAllGlobals())

/** The page for one photo; gives what was sent to the service and what the page did. */
function open(photo: Photo) {
  const sent: unknown[] = []
  const done: Action[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname
    if (path.endsWith('/crop-offers')) return Response.json({ items: [OFFER] })
    if (path.endsWith('/covered')) {
      const problem = { status: 409, detail: 'Somebody could still be seen.', reasons: [], fields: [] }
      return Response.json(problem, { status: 409 })
    }
    sent.push(await request.json())
    return Response.json({ ...photo, people_version: 2, crop: OFFER.crop })
  })
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MeContext value={ME}>
        <GoesOut
          bench={opened(photo)}
          names={new Map([['website', 'School website']])}
          dispatch={(action) => done.push(action)}
        />
      </MeContext>
    </QueryClientProvider>,
  )
  return { sent, done }
}

test('what is offered is put in the frame, looked at, and let out', async () => {
  const user = userEvent.setup()
  const { sent, done } = open(photoWith([face(1), face(6)]))
  expect(screen.getByText('The whole picture goes out.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Crop' }))
  expect(screen.getByText('2 of 2 people in the frame.')).toBeTruthy()
  await user.click(await screen.findByRole('button', { name: 'Crop so that nobody blocked is left' }))
  expect(screen.getByText('1 of 2 people in the frame.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Let only this part go out' }))
  await waitFor(() => expect(done.map((action) => action.do)).toEqual(['cropped']))
  expect(sent).toEqual([{ people_version: 1, crop: OFFER.crop }])
})

test('the frame is moved and resized by keys', async () => {
  const user = userEvent.setup()
  const { sent } = open(photoWith([face(1)], { crop: { x: 0.2, y: 0.2, w: 0.5, h: 0.5 } }))
  await user.click(screen.getByRole('button', { name: 'Crop' }))
  screen.getByRole('button', { name: /^The frame/ }).focus()
  await user.keyboard('{ArrowRight}{Shift>}{ArrowDown}{/Shift}')
  await user.click(screen.getByRole('button', { name: 'Let only this part go out' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ crop: { x: expect.closeTo(0.21), h: expect.closeTo(0.48) } })
})

test('a crop is undone with one press, and says who is outside of it', async () => {
  const user = userEvent.setup()
  const { sent } = open(photoWith([face(1, { in_crop: false }), face(6)], { crop: OFFER.crop }))
  expect(screen.getByText('A part goes out; 1 of 2 people are outside of it.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Undo the crop' }))
  await waitFor(() => expect(sent).toEqual([{ people_version: 1, crop: null }]))
})

test('a look at it as it would go out says why it may not', async () => {
  const user = userEvent.setup()
  open(photoWith([face(1, { resolution: 'redacted' })]))
  await user.click(screen.getByRole('button', { name: 'As it would go out' }))
  expect(await screen.findByText('Somebody could still be seen.')).toBeTruthy()
  expect(screen.getByLabelText('Cover with')).toBeTruthy()
})
