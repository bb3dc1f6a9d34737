import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Dialog } from './Dialog'

test('keys that are pressed in a dialog reach nothing behind it', () => {
  HTMLDialogElement.prototype.showModal = vi.fn<() => void>()
  HTMLDialogElement.prototype.close = vi.fn<() => void>()
  const behind = vi.fn<() => void>()
  render(
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={behind}>
      <Dialog title="Crop" onClose={vi.fn<() => void>()}>
        <button type="button">Draw</button>
      </Dialog>
    </div>,
  )
  fireEvent.keyDown(screen.getByText('Draw'), { key: '0' })
  expect(behind).not.toHaveBeenCalled()
})
