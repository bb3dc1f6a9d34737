/** The same work, never twice at once: what is asked for while it runs is done once more afterwards. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let isAskedAgain = false
  const run = async () => {
    do {
      isAskedAgain = false
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await work()
    } while (isAskedAgain)
  }
  return () => {
    isAskedAgain = running !== null
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
}
