import type { Me } from '../../api/types'

/** Whose phone this is just now, as the service last said; kept on the phone, so that it is known with no signal. */
export interface Person {
  id: string
  name: string
  email: string
  school: { id: string; name: string }
  mayLog: boolean
  /** The service knew nobody any more when it was last asked. */
  isSignedOut: boolean
}

export function personOf({ id, name, email, school, permissions }: Me): Person {
  return {
    id,
    name,
    email,
    school: { id: school.id, name: school.name },
    mayLog: permissions.includes('capture:log'),
    isSignedOut: false,
  }
}

/** Whose logs are whose: one person at one school. */
export function ownerOf({ id, school }: Pick<Person, 'id' | 'school'>): string {
  return `${id} ${school.id}`
}
