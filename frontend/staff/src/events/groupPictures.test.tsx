import { afterEach, expect, test, vi } from 'vitest'
import { groupPictureVerbs } from './queries'

afterEach(() => vi.unstubAllGlobals())

test('of a group picture only what anybody can say is sent: the service refuses all else', async () => {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(await request.json())
    return Response.json({})
  })
  const picture = {
    id: 'g1',
    event_id: 'e1',
    name: 'Otters',
    everybody_photo_id: 'p1',
    without_photo_id: null,
  }
  await groupPictureVerbs('e1').change(picture)
  await groupPictureVerbs('e1').add(picture)
  const told = { name: 'Otters', everybody_photo_id: 'p1', without_photo_id: null }
  expect(sent).toEqual([told, told])
})
