import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asProblem } from '../api/problem'
import type {
  EventChange,
  GroupPicture,
  GroupPictureChange,
  NewPhotographer,
  NoticeWord,
  SchoolEvent,
} from '../api/types'
import { useToast } from '../parts/Toasts'
import { aboutOf, undoing } from './about'
import { participantsAfter } from './participants'

export const eventsQuery = queryOptions({
  queryKey: ['events'],
  queryFn: () => answer(api.GET('/api/events')),
})

/** What there is to do in each event. */
export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: () => answer(api.GET('/api/photos/counts')),
})

export const eventQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}', at(eventId))),
  })

/** What rests on how an event is. */
const RESTING = ['events', 'admission', 'event notices', 'register', 'clearances', 'placements']

/** Shows an event as it is now, and asks anew for what rests on it. */
function useShowEvent(): (now: SchoolEvent) => void {
  const queries = useQueryClient()
  return (now) => {
    queries.setQueryData(eventQuery(now.id).queryKey, now)
    for (const kind of RESTING) void queries.invalidateQueries({ queryKey: [kind] })
    void queries.invalidateQueries({ queryKey: ['workbench', 'event', now.id] })
  }
}

/** Changes what is said of an event; it can be undone. */
export function useChangeEvent(event: SchoolEvent) {
  const show = useShowEvent()
  const toast = useToast()
  const send = (body: EventChange) =>
    answer(api.PATCH('/api/events/{event_id}', { ...at(event.id), body })).then(show)
  return useMutation({
    mutationFn: send,
    onSuccess: (_, changes) => {
      const before = undoing(aboutOf(event), changes as Partial<SchoolEvent>)
      const undo = () => send(before).catch((thrown: unknown) => toast(asProblem(thrown).message))
      toast('Saved.', { undo: () => void undo() })
    },
  })
}

/** Says who takes part: what was ticked and unticked here, on top of how the list is by now. */
export function useSaveParticipants(event: SchoolEvent) {
  const show = useShowEvent()
  const toast = useToast()
  return useMutation({
    mutationFn: async (chosen: ReadonlySet<string>) => {
      const now = await answer(api.GET('/api/events/{event_id}', at(event.id)))
      const child_ids = participantsAfter(idsOf(now), idsOf(event), chosen)
      return await answer(
        api.PUT('/api/events/{event_id}/participants', { ...at(event.id), body: { child_ids } }),
      )
    },
    onSuccess: (now) => {
      show(now)
      toast('Saved who takes part.')
    },
  })
}

function idsOf({ participants }: SchoolEvent): string[] {
  return participants.map(({ id }) => id)
}

/** Says where children sit or stand; it can be undone. */
export function useSaveGroups(event: SchoolEvent) {
  const show = useShowEvent()
  const toast = useToast()
  const send = (groups: { child_id: string; group_name: string }[]) =>
    answer(api.PUT('/api/events/{event_id}/groups', { ...at(event.id), body: { groups } })).then(show)
  return useMutation({
    mutationFn: send,
    onSuccess: (_, groups) => {
      const changed = new Set(groups.map(({ child_id }) => child_id))
      const before = event.participants
        .filter(({ id }) => changed.has(id))
        .map(({ id, group_name }) => ({ child_id: id, group_name }))
      const undo = () => send(before).catch((thrown: unknown) => toast(asProblem(thrown).message))
      toast('Saved the groups.', { undo: () => void undo() })
    },
  })
}

/** Says what those wear who may be photographed, and those who may not. */
export function useSaveMarkers(eventId: string) {
  const show = useShowEvent()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: { marker: string; no_photo_marker: string }) =>
      answer(api.PUT('/api/events/{event_id}/markers', { ...at(eventId), body })),
    onSuccess: (now) => {
      show(now)
      toast('Saved. Print the brief and the stickers anew.')
    },
  })
}

/** Whether the event takes the reader's pictures, and why not. Asked anew at each look: a colleague may have opened it. */
export const admissionQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['admission', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/admission', at(eventId))),
  })

/** What was given of an event's notices, and what is missing (E2). */
export const noticesQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event notices', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/notices', at(eventId))),
  })

/** Confirms a notice by name, or takes that back; either can be undone. */
export function useSayNotice(eventId: string) {
  const queries = useQueryClient()
  const toast = useToast()
  const say = useMutation({
    mutationFn: (body: NoticeWord) =>
      answer(api.POST('/api/events/{event_id}/notices', { ...at(eventId), body })),
    onSuccess: (now, word) => {
      queries.setQueryData(noticesQuery(eventId).queryKey, now)
      for (const kind of ['admission', 'clearances', 'placements'])
        void queries.invalidateQueries({ queryKey: [kind] })
      toast(word.is_given ? 'Confirmed in your name.' : 'The confirmation is taken back.', {
        undo: () => say.mutate({ ...word, is_given: !word.is_given }),
      })
    },
  })
  return say
}

/** An event's register of photographers, and the terms that they sign (E4). */
export const registerQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['register', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/photographers', at(eventId))),
  })

/** What can be done about the register. */
export const registerVerbs = (eventId: string) => ({
  add: (body: NewPhotographer) =>
    answer(api.POST('/api/events/{event_id}/photographers', { ...at(eventId), body })),
  checkIdentity: (id: string, seen: string) =>
    answer(
      api.POST('/api/events/{event_id}/photographers/{photographer_id}/identity', {
        ...photographer(eventId, id),
        body: { seen },
      }),
    ),
  sign: (id: string, terms_version: string) =>
    answer(
      api.POST('/api/events/{event_id}/photographers/{photographer_id}/brief', {
        ...photographer(eventId, id),
        body: { terms_version },
      }),
    ),
  end: (id: string) =>
    answer(api.POST('/api/events/{event_id}/photographers/{photographer_id}/end', photographer(eventId, id))),
  undoEnd: (id: string) =>
    answer(
      api.POST('/api/events/{event_id}/photographers/{photographer_id}/end/undo', photographer(eventId, id)),
    ),
})

/** One of `registerVerbs` as something to press: the register is asked for anew, and a message says that it is done. */
export function useRegisterVerb<Given>(
  eventId: string,
  verb: (given: Given) => Promise<unknown>,
  said: string,
  undo?: (given: Given) => Promise<unknown>,
) {
  const queries = useQueryClient()
  const toast = useToast()
  const refresh = () => {
    for (const kind of ['register', 'admission'])
      void queries.invalidateQueries({ queryKey: [kind, eventId] })
  }
  const back = (given: Given) => () =>
    void undo?.(given)
      .catch((thrown: unknown) => toast(asProblem(thrown).message))
      .finally(refresh)
  return useMutation({
    mutationFn: verb,
    onSuccess: (_, given) => {
      refresh()
      toast(said, undo ? { undo: back(given) } : {})
    },
  })
}

/** Who was opted out of an event, and whom that counts for (E3). Each look is recorded. */
export const optOutsQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['opt-outs', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/opt-outs', at(eventId))),
  })

/** What can be said of an opt-out. */
export const optOutVerbs = (opt_out_id: string) => ({
  match: (child_ids: string[]) =>
    answer(
      api.POST('/api/opt-outs/{opt_out_id}/match', { params: { path: { opt_out_id } }, body: { child_ids } }),
    ),
  settle: (why: string) =>
    answer(
      api.POST('/api/opt-outs/{opt_out_id}/settle', { params: { path: { opt_out_id } }, body: { why } }),
    ),
  undoSettle: (why: string) =>
    answer(
      api.POST('/api/opt-outs/{opt_out_id}/settle/undo', { params: { path: { opt_out_id } }, body: { why } }),
    ),
  end: (child_id: string, why: string) =>
    answer(
      api.POST('/api/opt-outs/{opt_out_id}/children/{child_id}/end', {
        params: { path: { opt_out_id, child_id } },
        body: { why },
      }),
    ),
  undoEnd: (child_id: string, why: string) =>
    answer(
      api.POST('/api/opt-outs/{opt_out_id}/children/{child_id}/end/undo', {
        params: { path: { opt_out_id, child_id } },
        body: { why },
      }),
    ),
})

/** One of `optOutVerbs` as something to press; what rests on it is asked for anew. */
export function useOptOutVerb<Given>(
  eventId: string,
  verb: (given: Given) => Promise<unknown>,
  said: string,
) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: verb,
    onSuccess: () => toast(said),
    onSettled: () => {
      for (const kind of ['opt-outs', 'event', 'brief', 'never shown'])
        void queries.invalidateQueries({ queryKey: [kind, eventId] })
      for (const kind of ['clearances', 'placements', 'standing'])
        void queries.invalidateQueries({ queryKey: [kind] })
    },
  })
}

/** Who takes part and could be shown nowhere (E7). Each look is recorded. */
export const neverShownQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['never shown', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/never-shown', at(eventId))),
  })

/** The photographer's brief as it is now (E5). Each look is recorded. */
export const briefQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['brief', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/brief', at(eventId))),
  })

/** Group pictures that are taken twice (E7). */
export const groupPicturesQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['group pictures', eventId],
    queryFn: () => answer(api.GET('/api/events/{event_id}/group-pictures', at(eventId))),
  })

/** What can be done about them. */
export const groupPictureVerbs = (eventId: string) => ({
  add: (picture: GroupPictureChange) =>
    answer(api.POST('/api/events/{event_id}/group-pictures', { ...at(eventId), body: said(picture) })),
  change: ({ id, ...picture }: GroupPictureChange & { id: string }) =>
    answer(
      api.PUT('/api/group-pictures/{group_picture_id}', {
        params: { path: { group_picture_id: id } },
        body: said(picture),
      }),
    ),
  remove: ({ id }: GroupPicture) =>
    answer(
      api.DELETE('/api/group-pictures/{group_picture_id}', { params: { path: { group_picture_id: id } } }),
    ),
})

/** What of a group picture is anybody’s to say: the service takes nothing else. */
function said({ name, everybody_photo_id, without_photo_id }: GroupPictureChange): GroupPictureChange {
  return { name, everybody_photo_id, without_photo_id }
}

/** One of `groupPictureVerbs` as something to press. */
export function useGroupPictureVerb<Given>(
  eventId: string,
  verb: (given: Given) => Promise<unknown>,
  said: string,
  undo?: (given: Given) => Promise<unknown>,
) {
  const queries = useQueryClient()
  const toast = useToast()
  const refresh = () => queries.invalidateQueries({ queryKey: groupPicturesQuery(eventId).queryKey })
  const back = (given: Given) => () =>
    void undo?.(given)
      .catch((thrown: unknown) => toast(asProblem(thrown).message))
      .finally(() => void refresh())
  return useMutation({
    mutationFn: verb,
    onSuccess: async (_, given) => {
      await refresh()
      toast(said, undo ? { undo: back(given) } : {})
    },
  })
}

function photographer(event_id: string, photographer_id: string) {
  return { params: { path: { event_id, photographer_id } } }
}

function at(eventId: string) {
  return { params: { path: { event_id: eventId } } }
}
