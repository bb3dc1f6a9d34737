import { HASHERS } from './queue'

let idle: Worker[] | null = null

/** The SHA-256 of a file as hex, computed beside the page. The queue asks for no more at a time than there are workers. */
export async function hash(file: File): Promise<string> {
  idle ??= Array.from({ length: HASHERS }, startWorker)
  const worker = idle.pop() ?? startWorker()
  try {
    return await ask(worker, file)
  } finally {
    idle.push(worker)
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./hashing.worker.ts', import.meta.url), { type: 'module' })
}

function ask(worker: Worker, file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<string | null>) =>
        data === null ? reject(new Error('unreadable')) : resolve(data),
      { once: true },
    )
    worker.addEventListener('error', () => reject(new Error('no worker')), { once: true })
    worker.postMessage(file)
  })
}
