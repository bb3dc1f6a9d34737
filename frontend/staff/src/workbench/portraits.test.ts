import { expect, test } from 'vitest'
import type { Clearance, Reason } from '../api/types'
import { portraitsIn } from './portraits'

function reason(code: string, about: string, rule = 'P5'): Reason {
  return { rule, code, about, text: `${code} of ${about}`, mend: null }
}

function purpose(id: string, reasons: Reason[], warnings: Reason[] = []): Clearance['purposes'][number] {
  return { purpose: id, outcome: 'needs_person', reasons, warnings, holds_until: null }
}

test('a face that is too large for every purpose on the open web stands there once', () => {
  const found = portraitsIn({
    photo_id: 'photo',
    shown_nowhere: [],
    purposes: [
      purpose('website', [reason('portrait', 'face-1'), reason('face_open', 'face-2', 'W2')]),
      purpose('social_media', [reason('portrait', 'face-1'), reason('portrait', 'face-2')]),
      purpose('in_school_display', []),
    ],
  })
  expect(found.map(({ about }) => about)).toEqual(['face-1', 'face-2'])
})

test('so does one of which the school only wants to be warned', () => {
  const warned = reason('portrait_warned', 'face-1')
  const purposes = [purpose('website', [], [warned])]
  expect(portraitsIn({ photo_id: 'photo', shown_nowhere: [], purposes })).toEqual([warned])
})
