import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState } from 'react'
import { answer, api } from '../api/client'
import { Problem } from '../api/problem'
import { announceSession, onSession } from '../api/sessionNews'
import type { Me, Permission } from '../api/types'
import { isAnythingUnsaved } from './unsaved'

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await answer(api.GET('/api/me'))
    } catch (thrown) {
      // Over unsaved work the one who was signed in stays known, so that they can sign in again.
      if (thrown instanceof Problem && thrown.status === 401 && !isAnythingUnsaved()) return null
      throw thrown
    }
  },
  staleTime: 5 * 60_000,
})

export const MeContext = createContext<Me | null>(null)

/** The signed-in member of staff; only for pages inside the layout. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('useMe is for signed-in pages')
  return me
}

/** Whether the signed-in role grants a permission such as 'photo:place'. The service decides; this only hides. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission)
}

/**
 * The session, kept honest: when the service says that nobody is signed in any more, everything is forgotten; unless
 * something isn't saved, then the page is kept and `hasEnded` is true until somebody signs in again or gives it up.
 */
export function useSession() {
  const queries = useQueryClient()
  const [hasEnded, setHasEnded] = useState(false)
  useEffect(
    () => onSession('ended', () => (isAnythingUnsaved() ? setHasEnded(true) : become(queries, null))),
    [queries],
  )
  useEffect(() => onSession('resumed', () => setHasEnded(false)), [])
  useEffect(() => onSession('forgotten', () => setHasEnded(false)), [])
  return { session: useQuery(meQuery), hasEnded }
}

/** From now on this person acts, or nobody; what the one before could see is forgotten. */
function become(queries: QueryClient, me: Me | null): void {
  queries.setQueryData(meQuery.queryKey, me)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
  announceSession('forgotten')
}

/** The same person goes on where they were: what waited is sent, what may be old is asked for again. */
function resume(queries: QueryClient, me: Me): void {
  queries.setQueryData(meQuery.queryKey, me)
  announceSession('resumed')
  void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
}

const open = (email: string, password: string) =>
  answer(api.POST('/api/session', { body: { email, password } }))
const enter = (school_id: string) => answer(api.PUT('/api/session/school', { body: { school_id } }))

/** What changes who is signed in. Each forgets what the one before could see, save where the same person comes back. */
export function useSessionVerbs() {
  const queries = useQueryClient()
  return {
    signIn: async (email: string, password: string) => become(queries, await open(email, password)),
    signInAgain: async (before: Me, email: string, password: string) => {
      const me = await open(email, password)
      if (!isBack(before, me)) become(queries, me)
      else resume(queries, me.school.id === before.school.id ? me : await enter(before.school.id))
    },
    signOut: async () => {
      await answer(api.DELETE('/api/session'))
      become(queries, null)
    },
    forget: () => become(queries, null),
    switchSchool: async (schoolId: string) => become(queries, await enter(schoolId)),
  }
}

/** Whether who signed in is who was here before, and may still act for that school: unsaved work is saved for nobody else. */
export function isBack(before: Me, me: Me): boolean {
  return me.id === before.id && me.schools.some(({ id }) => id === before.school.id)
}
