import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MeContext } from '../accounts/session'
import type { AlikePhoto, Me, Photo } from '../api/types'
import { ToastProvider } from '../parts/Toasts'
import { AMIRA, BEN, face, MS_DAY, photoWith } from './samples'
import { WorkbenchPage } from './WorkbenchPage'

/** The service, as far as the workbench asks it, with the photos of one event. */
class Service {
  online = true
  groups: string[][] = []
  scale = 'ordinary'
  readonly saved: unknown[] = []
  readonly opened: string[] = []

  constructor(readonly photos: Photo[]) {}

  readonly fetch = async (input: Request): Promise<Response> => {
    const path = new URL(input.url).pathname
    const body: unknown = input.method === 'GET' ? null : JSON.parse((await input.text()) || 'null')
    if (!this.online) throw new TypeError('Failed to fetch')
    return Response.json(this.answer(input.method, path, body))
  }

  private answer(method: string, path: string, body: unknown): unknown {
    if (path === '/api/photos/groups') return { groups: this.groups.map((photo_ids) => ({ photo_ids })) }
    const photo = this.photos.find(({ id }) => path.startsWith(`/api/photos/${id}`))
    if (path.endsWith('/suggestions'))
      return { children: [{ ...BEN, class_name: 'Year 3', why: 'in the picture before' }], adults: [] }
    if (path.endsWith('/apply-to')) return { items: this.apply(body as { items: AlikePhoto[] }) }
    if (photo && path.endsWith('/people'))
      return this.save(photo, body as { people: { resolution: string }[] })
    if (photo && path.endsWith('/review')) return this.review(photo, body as { head_count: number })
    if (photo && path.endsWith('/clearance'))
      return { photo_id: photo.id, purposes: this.decisions(photo), shown_nowhere: [] }
    if (photo && path.endsWith('/scan')) return Object.assign(photo, { scan_state: 'waiting' })
    if (photo) return photo
    if (path === '/api/photos') return { items: this.photos, total: this.photos.length }
    if (path === '/api/purposes')
      return [{ id: 'website', name: 'School website', question: '', reach: '', audience: '' }]
    if (path.startsWith('/api/events/'))
      return { id: 'event-1', scale: this.scale, participants: [AMIRA, BEN].map(asRow) }
    if (path === '/api/school/policy') return { policy: { crowd_face_share: 0.04 } }
    if (path === '/api/children')
      return { items: [{ id: 'child-else', name: 'Amin Day', class_name: 'Year 6' }], total: 1 }
    if (path === '/api/adults')
      return method === 'POST' ? { id: 'adult-new', ...(body as { name: string }) } : [MS_DAY]
    throw new Error(`Nobody asked for ${path} so far`)
  }

  private save(photo: Photo, body: { people: { resolution: string }[] }): Photo {
    this.saved.push(body)
    const people = body.people.map((person, place) => ({ ...photo.people_in_photo[place], ...person }))
    const version = photo.people_version + 1
    return Object.assign(photo, {
      people_version: version,
      open: people.filter(({ resolution }) => resolution === 'open').length,
      reviewed: false,
      review: null,
      people_in_photo: people,
    })
  }

  private apply({ items }: { items: AlikePhoto[] }) {
    return items.map((item) => {
      const photo = this.photos.find(({ id }) => id === item.photo_id) as Photo
      this.save(photo, item)
      if (item.head_count != null) this.review(photo, { head_count: item.head_count })
      return { photo_id: photo.id, outcome: 'applied', photo: { ...photo }, problem: null }
    })
  }

  private review(photo: Photo, { head_count }: { head_count: number }): Photo {
    const review = { head_count, by: { id: 'user-1', name: 'Dana Hill' }, at: '2026-06-20T12:00:00Z' }
    return Object.assign(photo, { reviewed: true, review })
  }

  private decisions(photo: Photo) {
    const open = photo.people_in_photo.filter(({ resolution }) => resolution === 'open')
    const reasons = open.map(({ id, number }) => reasonFor(id, number))
    return [
      {
        purpose: 'website',
        outcome: open.length ? 'needs_person' : 'cleared',
        reasons,
        warnings: [],
        holds_until: null,
      },
    ]
  }
}

function reasonFor(about: string, number: number) {
  return { rule: 'W2', code: 'face_open', about, text: `Face ${number} has not been named yet.`, mend: null }
}

function asRow({ id, name }: { id: string; name: string }) {
  return { id, name, class_name: 'Year 3' }
}

let user: ReturnType<typeof userEvent.setup>
beforeEach(() => {
  user = userEvent.setup()
  // jsdom has no dialogs of its own.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
})
afterEach(() => vi.unstubAllGlobals())

const ME: Me = {
  id: 'user-1',
  name: 'Dana Hill',
  email: 'dana@school.example',
  school: { id: 'school-1', name: 'Oakfield', slug: 'oakfield' },
  schools: [],
  roles: ['publisher'],
  permissions: ['photo:view', 'photo:resolve', 'photo:review'],
}

async function open(...photos: Photo[]): Promise<Service> {
  return openAs(ME.permissions, ...photos)
}

async function openAs(permissions: Me['permissions'], ...photos: Photo[]): Promise<Service> {
  return openAt(new Service(photos), permissions)
}

async function openAt(service: Service, permissions: Me['permissions'], first = 'photo-1'): Promise<Service> {
  const { photos } = service
  vi.stubGlobal('fetch', service.fetch)
  const page = () => (
    <WorkbenchPage
      photoId={first}
      order={photos.map(({ id }) => id)}
      onOpen={(id) => service.opened.push(id)}
      onClose={() => service.opened.push('closed')}
    />
  )
  const routeTree = createRootRoute({ component: page })
  const router = createRouter({ routeTree, history: createMemoryHistory() })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ToastProvider>
        <MeContext value={{ ...ME, permissions }}>
          <RouterProvider router={router as never} />
        </MeContext>
      </ToastProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('IMG_0001.jpg')
  return service
}

const faces = () => screen.getAllByRole('button', { name: /^(Face|Person|Possible face) \d+ (of|\()/ })
const focused = () => document.activeElement?.getAttribute('aria-label')

test('typing a name and Enter names the face, saves it, and goes on to the next', async () => {
  const service = await open(photoWith([face(1), face(2)]))
  expect(focused()).toBe('Face 1 of 2: Not named yet')
  await user.keyboard('khan am{Enter}')
  expect(focused()).toBe('Face 2 of 2: Not named yet')
  expect(faces()[0]?.getAttribute('aria-label')).toBe('Face 1 of 2: Amira Khan')
  await waitFor(() => expect(service.saved).toHaveLength(1))
  expect(service.saved[0]).toMatchObject({
    people_version: 1,
    people: [{ child_id: AMIRA.id }, { resolution: 'open' }],
  })
})

test('one key each: redact, not identifiable with its reason, adult, clear', async () => {
  const service = await open(photoWith([face(1), face(2), face(3)]))
  await user.keyboard('3')
  await user.keyboard('43')
  await user.keyboard('2')
  await user.click(await screen.findByRole('option', { name: /Ruth Day/ }))
  expect(faces().map((button) => button.getAttribute('aria-label'))).toEqual([
    'Face 1 of 3: Will be covered',
    'Face 2 of 3: Not identifiable: Blurred',
    'Face 3 of 3: Ruth Day (adult)',
  ])
  await user.keyboard('{Escape}0')
  expect(focused()).toBe('Face 1 of 3: Not named yet')
  await waitFor(() =>
    expect(service.saved.at(-1)).toMatchObject({
      people: [{ resolution: 'open' }, {}, { adult_id: MS_DAY.id }],
    }),
  )
})

const small = (number: number) => face(number, { box: { x: number * 0.1, y: 0.3, w: 0.02, h: 0.03 } })

test('at a large event a face, or all small ones, are one of the crowd (E6)', async () => {
  const service = new Service([photoWith([face(1), small(2), small(3)])])
  service.scale = 'large'
  await openAt(service, ME.permissions)
  await screen.findByRole('button', { name: 'All small ones: crowd 9' })
  await user.keyboard('9')
  expect(focused()).toBe('Face 1 of 3: Not named yet')
  await user.keyboard('8')
  await waitFor(() =>
    expect(service.saved.at(-1)).toMatchObject({
      people: [{ resolution: 'crowd' }, { resolution: 'crowd' }, { resolution: 'crowd' }],
    }),
  )
})

test('at an ordinary event nobody is one of a crowd', async () => {
  await open(photoWith([small(1)]))
  await user.keyboard('8')
  await user.keyboard('9')
  expect(focused()).toBe('Face 1 of 1: Not named yet')
  expect(screen.queryByRole('button', { name: /Crowd/ })).toBeNull()
})

test('an adult who is not known yet is added on the spot', async () => {
  const service = await open(photoWith([face(1)]))
  await user.keyboard('2')
  await user.keyboard('Tom Hill')
  await user.click(await screen.findByRole('option', { name: /Add ‘Tom Hill’/ }))
  await waitFor(() => expect(service.saved[0]).toMatchObject({ people: [{ adult_id: 'adult-new' }] }))
})

test('children of the rest of the school come after those at the event', async () => {
  await open(photoWith([face(1)]))
  await user.keyboard('am')
  await screen.findByRole('option', { name: /Amin Day.*not on the event’s list/ })
  const names = screen.getAllByRole('option').map((option) => option.textContent)
  expect(names[0]).toContain('Amira Khan')
})

test('whom the pictures suggest stands first, with the cause, before a letter is typed', async () => {
  const service = await open(photoWith([face(1), face(2)]))
  await user.keyboard('1')
  const first = (await screen.findAllByRole('option'))[0]
  expect(first?.textContent).toContain('Ben Cole')
  expect(first?.textContent).toContain('in the picture before')
  await user.keyboard('{Enter}')
  await waitFor(() => expect(service.saved[0]).toMatchObject({ people: [{ child_id: BEN.id }, {}] }))
})

test('whoever is named in the picture already is shown as taken, and moves when taken all the same', async () => {
  const service = await open(photoWith([face(1, { resolution: 'child', child: BEN }), face(2)]))
  await user.keyboard('1')
  const taken = await screen.findByRole('option', { name: /Ben Cole.*is face 1 already/ })
  expect(screen.getAllByRole('option').at(-1)).toBe(taken)
  await user.click(taken)
  await waitFor(() =>
    expect(service.saved[0]).toMatchObject({ people: [{ resolution: 'open' }, { child_id: BEN.id }] }),
  )
})

test('Escape closes the finder, changes nothing, and goes back to the face', async () => {
  const service = await open(photoWith([face(1), face(2)]))
  await user.keyboard('am{Escape}')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(focused()).toBe('Face 1 of 2: Not named yet')
  expect(service.saved).toEqual([])
})

test('undo takes the last step back, and the service hears of it', async () => {
  const service = await open(photoWith([face(1), face(2)]))
  await user.keyboard('3')
  await user.keyboard('{Control>}z{/Control}')
  expect(focused()).toBe('Face 1 of 2: Not named yet')
  await waitFor(() => expect(screen.getByText('Saved')).toBeTruthy())
  expect(service.photos[0]?.people_in_photo[0]?.resolution).toBe('open')
})

test('a person whom the search missed is marked by keyboard', async () => {
  const service = await open(photoWith([face(1)]))
  await user.keyboard('+')
  expect(focused()).toContain('New mark')
  await user.keyboard('{ArrowLeft}{Shift>}{ArrowUp}{/Shift}{Enter}')
  expect(focused()).toBe('Person 2 of 2: Not named yet')
  await waitFor(() =>
    expect(service.saved[0]).toMatchObject({ people: [{ box: null }, { id: null, box: {} }] }),
  )
})

test('the count waits until everybody is accounted for and the number fits (W2)', async () => {
  const service = await open(photoWith([face(1)]), photoWith([face(1)], { id: 'photo-2' }))
  const count = screen.getByLabelText('How many people can you see in this picture?')
  expect(screen.getByText('Face 1 is not named yet.')).toBeTruthy()
  await user.type(count, '1{Enter}')
  expect(service.photos[0]?.review).toBeNull()
  await user.keyboard('{Escape}3')
  expect(document.activeElement).toBe(count)
  await user.keyboard('{Backspace}2{Enter}')
  expect(screen.getByText('You count 2, but 1 is marked. Mark who is missing.')).toBeTruthy()
  expect(service.photos[0]?.review).toBeNull()
  await user.keyboard('{Backspace}1{Enter}')
  await waitFor(() => expect(service.photos[0]?.review?.head_count).toBe(1))
  await waitFor(() => expect(service.opened).toEqual(['photo-2']))
})

test('who may name people, but not review, goes on to the next photo that has an open face', async () => {
  const named = photoWith([face(1, { resolution: 'redacted' })], { id: 'photo-2' })
  const service = await openAs(
    ['photo:view', 'photo:resolve'],
    photoWith([face(1)]),
    named,
    photoWith([face(1)], { id: 'photo-3' }),
  )
  expect(screen.queryByLabelText('How many people can you see in this picture?')).toBeNull()
  await user.keyboard('3')
  expect(document.activeElement?.textContent).toBe('Next to do')
  await user.keyboard('{Enter}')
  expect(service.opened).toEqual(['photo-3'])
})

test('who counted and when is shown, and a later change asks again', async () => {
  const review = { head_count: 1, by: { id: 'user-2', name: 'Ruth Day' }, at: '2026-06-20T12:00:00Z' }
  await open(photoWith([face(1, { resolution: 'redacted' })], { reviewed: true, review }))
  expect(screen.getByText(/^Confirmed: Ruth Day counted 1 on 20 Jun/)).toBeTruthy()
  await user.keyboard('{Escape}40{Escape}0')
  expect(await screen.findByText(/It was changed since: please count again/)).toBeTruthy()
})

test('with no connection the work is kept and said not to be saved, then saved', async () => {
  const service = await open(photoWith([face(1), face(2)]))
  service.online = false
  await user.keyboard('3')
  await screen.findByText('Not saved yet. Trying again …')
  service.online = true
  window.dispatchEvent(new Event('online'))
  await screen.findByText('Saved')
  expect(service.photos[0]?.people_in_photo[0]?.resolution).toBe('redacted')
})

test('pointing at a reason shows the face it is about, and its button goes there', async () => {
  await open(photoWith([face(1), face(2)]))
  const purposes = await screen.findByRole('region', { name: 'Where this picture may go' })
  await within(purposes).findByText('School website')
  await user.click(within(purposes).getByText('School website'))
  await user.hover(within(purposes).getByText(/2 people have not been named yet/))
  expect(faces().map((button) => button.dataset.spoken)).toEqual(['true', 'true'])
  await user.click(within(purposes).getByRole('button', { name: /face 2/ }))
  expect(focused()).toBe('Face 2 of 2: Not named yet')
})

test('a photo whose scan failed says so and can be tried again', async () => {
  const service = await open(photoWith([], { scan_state: 'failed', scan_problem: 'The file is damaged.' }))
  expect(screen.getByRole('alert').textContent).toContain('The file is damaged.')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/waiting to be searched for faces/)).toBeTruthy()
  expect(service.photos[0]?.scan_state).toBe('waiting')
})

const bens = (id: string, file_name: string) =>
  photoWith([face(1, { id: `${id}-1`, resolution: 'child', child: BEN }), face(2, { id: `${id}-2` })], {
    id,
    file_name,
  })

test('one key takes over who stood where in the last picture, to be looked at and undone by one key', async () => {
  const service = new Service([bens('photo-0', 'IMG_0000.jpg'), photoWith([face(1), face(2)])])
  await openAt(service, ME.permissions, 'photo-1')
  await user.click(await screen.findByRole('button', { name: /Same people as last/, hidden: false }))
  expect(faces().map((button) => button.getAttribute('aria-label'))).toEqual([
    'Face 1 of 2: Ben Cole',
    'Face 2 of 2: Not named yet',
  ])
  expect(screen.getByText('as in IMG_0000.jpg: look again')).toBeTruthy()
  expect(focused()).toBe('Face 2 of 2: Not named yet')
  await user.keyboard('{Control>}z{/Control}')
  expect(faces()[0]?.getAttribute('aria-label')).toBe('Face 1 of 2: Not named yet')
  expect(service.photos[1]?.review).toBeNull()
})

test('the count done, the pictures like this one are looked over, ticked, applied, and passed over (W2)', async () => {
  const [first, second, third] = [
    photoWith([face(1), face(2)]),
    photoWith([face(1), face(2)], { id: 'photo-2', file_name: 'IMG_0002.jpg' }),
    photoWith([face(1)], { id: 'photo-3', file_name: 'IMG_0003.jpg' }),
  ]
  const service = new Service([first, second, third])
  service.groups = [['photo-1', 'photo-2']]
  await openAt(service, ME.permissions)
  await screen.findByText('One other picture looks like this one.')
  await user.keyboard('khan am{Enter}')
  await user.keyboard('3')
  await user.keyboard('2{Enter}')

  const dialog = await screen.findByRole('dialog')
  const selects = await within(dialog).findAllByRole('combobox')
  expect(selects.map((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent)).toEqual([
    'Amira Khan',
    'Will be covered',
  ])
  const apply = within(dialog).getByRole('button', { name: /^Apply to 0/ })
  expect((apply as HTMLButtonElement).disabled).toBe(true)
  await user.click(within(dialog).getByLabelText('I count 2 people in it'))
  await user.click(within(dialog).getByRole('button', { name: 'Apply to 1 picture' }))

  await waitFor(() => expect(service.opened).toEqual(['photo-3']))
  expect(second.review?.head_count).toBe(2)
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() =>
    expect(second.people_in_photo.map(({ resolution }) => resolution)).toEqual(['open', 'open']),
  )
  expect(second.reviewed).toBe(false)
})
