import { answer, api } from '../api/client'
import type { Evidence } from '../api/types'
import { hash } from '../media/upload/hashing'

export const SCAN_TYPES = '.pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png'

/** Keeps the scan of a form; the same file stands once. */
export async function sendScan(file: File): Promise<Evidence> {
  const sha256 = await hash(file)
  return answer(
    api.PUT('/api/evidence/{sha256}', {
      params: { path: { sha256 } },
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  )
}

/** Where a scan can be looked at; each look is recorded. */
export function scanAddress(scan: Evidence): string {
  return `/api/evidence/${scan.id}`
}
