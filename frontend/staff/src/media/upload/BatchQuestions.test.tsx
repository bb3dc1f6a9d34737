import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import { BANNED_PLACES, type Taker } from './about'
import { BatchQuestions } from './BatchQuestions'

const onAnswer = vi.fn<(about: object) => void>()
const onDiscard = vi.fn<() => void>()

async function open(takers?: readonly Taker[]) {
  const more = takers ? { takers } : {}
  const page = () => <BatchQuestions files={12} {...more} onAnswer={onAnswer} onDiscard={onDiscard} />
  const router = createRouter({
    routeTree: createRootRoute({ component: page }),
    history: createMemoryHistory(),
  })
  render(<RouterProvider router={router as never} />)
  await screen.findByRole('button', { name: 'Add 12 files' })
}

beforeEach(() => {
  onAnswer.mockClear()
  onDiscard.mockClear()
})

const choose = (words: string) => userEvent.click(screen.getByLabelText(words))
const add = () => screen.queryByRole('button', { name: 'Add 12 files' })

test('nothing is chosen beforehand, and without both answers nothing is added', async () => {
  await open()
  expect(screen.getAllByRole('radio').filter((radio) => (radio as HTMLInputElement).checked)).toEqual([])
  await userEvent.click(add()!)
  await choose('A trip')
  await userEvent.click(add()!)
  expect(onAnswer).not.toHaveBeenCalled()
})

test('both answers hold for the whole batch', async () => {
  await open()
  await choose('A trip')
  await choose('My own phone or camera')
  await userEvent.click(add()!)
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith({ place: 'trip', device: 'personal' })
})

test.each(Object.values(BANNED_PLACES))(
  'from ‘%s’ nothing can be added, and it says what to do',
  async (words) => {
    await open()
    await choose('The school’s camera, tablet or phone')
    await choose(words)
    expect(add()).toBeNull()
    expect(screen.getByRole('alert').textContent).toContain('Tell the safeguarding lead now.')
    await userEvent.click(screen.getByRole('button', { name: 'Don’t add these files' }))
    expect(onDiscard).toHaveBeenCalledOnce()
    expect(onAnswer).not.toHaveBeenCalled()
  },
)

test('at a large event it asks who took them, and offers the one who is signed in', async () => {
  await open([
    { id: 'p-1', name: 'Kit Marsh, badge 1', isMe: false },
    { id: 'p-2', name: 'Jo Lane, badge 2', isMe: true },
  ])
  await choose('A trip')
  await choose('My own phone or camera')
  expect(screen.getByLabelText<HTMLSelectElement>('Who took them?').value).toBe('p-2')
  await userEvent.selectOptions(screen.getByLabelText('Who took them?'), 'p-1')
  await userEvent.click(add()!)
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith({
    place: 'trip',
    device: 'personal',
    photographer_id: 'p-1',
  })
})

test('somebody else has to be chosen where who is signed in is not on the register', async () => {
  await open([{ id: 'p-1', name: 'Kit Marsh, badge 1', isMe: false }])
  await choose('A trip')
  await choose('My own phone or camera')
  await userEvent.click(add()!)
  expect(onAnswer).not.toHaveBeenCalled()
})
