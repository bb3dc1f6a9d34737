import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'
import { announceSignedOut, answer, api, onSignedOut } from '../api/client'
import { Problem } from '../api/problem'
import type { Me, Permission } from '../api/types'

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await answer(api.GET('/api/me'))
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.status === 401) return null
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

/** The session, kept honest: forgets everything as soon as the service says that nobody is signed in. */
export function useSession() {
  const queries = useQueryClient()
  useEffect(() => onSignedOut(() => become(queries, null)), [queries])
  return useQuery(meQuery)
}

/** From now on this person acts, or nobody; what the one before could see is forgotten. */
function become(queries: QueryClient, me: Me | null): void {
  queries.setQueryData(meQuery.queryKey, me)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
}

/** What changes who is signed in. Each forgets what the one before could see. */
export function useSessionVerbs() {
  const queries = useQueryClient()
  return {
    signIn: async (email: string, password: string) =>
      become(queries, await answer(api.POST('/api/session', { body: { email, password } }))),
    signOut: async () => {
      await answer(api.DELETE('/api/session'))
      announceSignedOut()
    },
    switchSchool: async (schoolId: string) =>
      become(queries, await answer(api.PUT('/api/session/school', { body: { school_id: schoolId } }))),
  }
}
