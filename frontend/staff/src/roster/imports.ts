import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import type {
  FileLook,
  ImportChange,
  MappingChoices,
  OneRosterChoices,
  RosterMapping,
  RosterPreview,
} from '../api/types'

/** How a file writes its letters; anything but Unicode is a person's choice, once they have seen them. */
export type Encoding = 'unicode' | 'windows-1252'

export const ROWS_AT_ONCE = 50

const asBytes = (file: File) => ({
  body: file as unknown as string,
  bodySerializer: (body: unknown) => body as BodyInit,
  headers: { 'Content-Type': file.name.endsWith('.zip') ? 'application/zip' : 'text/csv' },
})

/** What kind of file it is, and what is in its columns. */
export function lookAt(file: File, encoding: Encoding): Promise<FileLook> {
  return answer(api.POST('/api/roster/files', { params: { query: { encoding } }, ...asBytes(file) }))
}

/** What the file would change; `mapping` says which column is which. */
export function previewOf(file: File, encoding: Encoding, mapping?: RosterMapping): Promise<RosterPreview> {
  const query = { file_name: file.name, encoding, ...(mapping ? { mapping_id: mapping.id } : {}) }
  return answer(api.POST('/api/roster/imports', { params: { query }, ...asBytes(file) }))
}

/** Keeps what was said about a file with these columns for the next one. */
export function remember(
  fingerprint: string,
  name: string,
  choices: MappingChoices | OneRosterChoices,
): Promise<RosterMapping> {
  return answer(api.POST('/api/roster/mappings', { body: { fingerprint, name, choices } }))
}

export const importRowsQuery = (import_id: string, change: ImportChange, offset: number) =>
  queryOptions({
    queryKey: ['import', import_id, change, offset],
    queryFn: () =>
      answer(
        api.GET('/api/roster/imports/{import_id}/rows', {
          params: { path: { import_id }, query: { change, limit: ROWS_AT_ONCE, offset } },
        }),
      ),
    placeholderData: (before) => before,
  })

export const missingQuery = (import_id: string, offset: number) =>
  queryOptions({
    queryKey: ['import', import_id, 'missing', offset],
    queryFn: () =>
      answer(
        api.GET('/api/roster/imports/{import_id}/missing', {
          params: { path: { import_id }, query: { limit: ROWS_AT_ONCE, offset } },
        }),
      ),
    placeholderData: (before) => before,
  })

/** Changes the roster as the preview says; `left`: how many children have left because the file doesn't name them. */
export function useApply(import_id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (left: number | null) =>
      answer(
        api.POST('/api/roster/imports/{import_id}/apply', {
          params: { path: { import_id } },
          body: left === null ? { missing: 'keep' } : { missing: 'left', confirm_left: left },
        }),
      ),
    onSuccess: () => {
      const resting = [
        'children',
        'child',
        'classes',
        'standing',
        'event',
        'events',
        'clearances',
        'placements',
      ]
      for (const kind of resting) void queries.invalidateQueries({ queryKey: [kind] })
    },
  })
}
