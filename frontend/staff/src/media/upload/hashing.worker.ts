/** Gives the SHA-256 of a file as hex, or null when it can't be read. */
addEventListener('message', ({ data }: MessageEvent<File>) => {
  hexHash(data).then(
    (hash) => postMessage(hash),
    () => postMessage(null),
  )
})

async function hexHash(file: File): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
