import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Placement } from '../api/types'
import { Queue } from './Queue'

const placement = (id: string) =>
  ({
    id,
    photo_id: id,
    channel_id: 'channel',
    alt: `Picture ${id}`,
    caption: '',
    files: [],
    reasons: [],
    warnings: [],
    removed_at: null,
    showing: false,
    waits_for_release: true,
    placed_at: '2026-05-01T10:00:00Z',
    reviewed_on: '2026-05-01',
    review_due_on: '2027-05-01',
    placed_by: null,
    uploaded_by: null,
    by_program: false,
  }) as unknown as Placement

afterEach(() => vi.unstubAllGlobals())

/** A queue of three, from which goes what is done; gives what was done. */
function open() {
  const done: string[] = []
  vi.stubGlobal('fetch', async () => Response.json([]))
  function Page() {
    const [ids, setIds] = useState(['a', 'b', 'c'])
    const leave = async (word: string, id: string) => {
      done.push(`${word} ${id}`)
      setIds((all) => all.filter((each) => each !== id))
      return true
    }
    return (
      <Queue
        placements={ids.map(placement)}
        yes={{ key: 'r', words: 'Release it', run: ({ id }) => leave('released', id) }}
        takeDown={({ id }, why) => leave(`down (${why})`, id)}
        says={() => null}
      />
    )
  }
  const router = createRouter({
    routeTree: createRootRoute({ component: Page }),
    history: createMemoryHistory(),
  })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return done
}

test('one key decides, arrows go on, and the next one is there', async () => {
  const user = userEvent.setup()
  const done = open()
  await screen.findByText(/^1 of 3/)
  await user.keyboard('{ArrowRight}')
  expect(screen.getByText(/^2 of 3/)).toBeTruthy()
  await user.keyboard('r')
  expect(await screen.findByText(/^2 of 2/)).toBeTruthy()
  expect(screen.getAllByAltText('Picture c')).not.toHaveLength(0)
  await user.keyboard('r')
  expect(done).toEqual(['released b', 'released c'])
})

test('taking down asks why, where letters are letters', async () => {
  const user = userEvent.setup()
  const done = open()
  await screen.findByText(/^1 of 3/)
  await user.keyboard('t')
  await user.keyboard('retake{Enter}')
  expect(await screen.findByText(/^1 of 2/)).toBeTruthy()
  expect(done).toEqual(['down (retake) a'])
  await user.keyboard('t{Escape}r')
  expect(done).toEqual(['down (retake) a', 'released b'])
})
