import type { Me } from '../../api/types'

interface School {
  id: string
  name: string
}

/** Whose phone this is just now, as the service last said; kept on the phone, so that it is known with no signal. */
export interface Person {
  id: string
  name: string
  email: string
  school: School
  /** Where they work: for each of them they log by itself. */
  schools: School[]
  mayLog: boolean
  /** The service knew nobody any more when it was last asked. */
  isSignedOut: boolean
}

export function personOf({ id, name, email, school, schools, permissions }: Me): Person {
  return {
    id,
    name,
    email,
    school: { id: school.id, name: school.name },
    schools,
    mayLog: permissions.includes('capture:log'),
    isSignedOut: false,
  }
}

/** Whose logs are whose: one person at one school. */
export function ownerOf({ id, school }: Pick<Person, 'id' | 'school'>): string {
  return `${id} ${school.id}`
}

/** The school for which who signs in was logging before: what waits for it goes on only there. */
export function schoolBefore(before: Person | null, { id, school, schools }: Person): School | null {
  if (before?.id !== id || before.school.id === school.id) return null
  return schools.find((each) => each.id === before.school.id) ?? null
}
