import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import { BANNED_PLACES } from './about'
import { BatchQuestions } from './BatchQuestions'

const onAnswer = vi.fn<(about: object) => void>()
const onDiscard = vi.fn<() => void>()

beforeEach(async () => {
  onAnswer.mockClear()
  onDiscard.mockClear()
  const page = () => <BatchQuestions files={12} onAnswer={onAnswer} onDiscard={onDiscard} />
  const router = createRouter({
    routeTree: createRootRoute({ component: page }),
    history: createMemoryHistory(),
  })
  render(<RouterProvider router={router as never} />)
  await screen.findByRole('button', { name: 'Add 12 files' })
})

const choose = (words: string) => userEvent.click(screen.getByLabelText(words))
const add = () => screen.queryByRole('button', { name: 'Add 12 files' })

test('nothing is chosen beforehand, and without both answers nothing is added', async () => {
  expect(screen.getAllByRole('radio').filter((radio) => (radio as HTMLInputElement).checked)).toEqual([])
  await userEvent.click(add()!)
  await choose('A trip')
  await userEvent.click(add()!)
  expect(onAnswer).not.toHaveBeenCalled()
})

test('both answers hold for the whole batch', async () => {
  await choose('A trip')
  await choose('My own phone or camera')
  await userEvent.click(add()!)
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith({ place: 'trip', device: 'personal' })
})

test.each(Object.values(BANNED_PLACES))(
  'from ‘%s’ nothing can be added, and it says what to do',
  async (words) => {
    await choose('The school’s camera, tablet or phone')
    await choose(words)
    expect(add()).toBeNull()
    expect(screen.getByRole('alert').textContent).toContain('Tell the safeguarding lead now.')
    await userEvent.click(screen.getByRole('button', { name: 'Don’t add these files' }))
    expect(onDiscard).toHaveBeenCalledOnce()
    expect(onAnswer).not.toHaveBeenCalled()
  },
)
