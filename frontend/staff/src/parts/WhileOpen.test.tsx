import { useMutation } from '@tanstack/react-query'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { isAnythingUnsaved } from '../accounts/unsaved'
import { TextForm } from './TextForm'
import { WhileOpen } from './WhileOpen'

const queries = new QueryClient()

function Page({ isOpen }: { isOpen: boolean }) {
  return (
    <QueryClientProvider client={queries}>
      <WhileOpen isOpen={isOpen}>
        <Note />
      </WhileOpen>
    </QueryClientProvider>
  )
}

function Note() {
  const noting = useMutation({ mutationFn: async (text: string) => text })
  return <TextForm label="What" hint="In words." button="Write it down" verb={noting} />
}

const typed = () => screen.queryByLabelText<HTMLTextAreaElement>('What')?.value

test('what is being written when somebody else closes it stays, until it is taken out', async () => {
  const page = render(<Page isOpen />)
  await userEvent.type(screen.getByLabelText('What'), 'She told us more.')
  expect(isAnythingUnsaved()).toBe(true)
  page.rerender(<Page isOpen={false} />)
  expect(typed()).toBe('She told us more.')
  expect(screen.getByRole('status').textContent).toContain('Somebody finished this')
  page.rerender(<Page isOpen />)
  expect(typed()).toBe('She told us more.')
  expect(screen.queryByRole('status')).toBeNull()
  page.rerender(<Page isOpen={false} />)
  await userEvent.clear(screen.getByLabelText('What'))
  expect(typed()).toBeUndefined()
  expect(isAnythingUnsaved()).toBe(false)
})

test('a form with nothing typed goes with what it was for', () => {
  const page = render(<Page isOpen />)
  page.rerender(<Page isOpen={false} />)
  expect(typed()).toBeUndefined()
})

test('what was sent is no longer unsaved', async () => {
  render(<Page isOpen />)
  await userEvent.type(screen.getByLabelText('What'), 'Done.')
  await userEvent.click(screen.getByRole('button', { name: 'Write it down' }))
  await expect.poll(typed).toBe('')
  expect(isAnythingUnsaved()).toBe(false)
})
