import { expect, test } from 'vitest'
import { oneAtATime } from './oneAtATime'

test('what is asked for meanwhile is done once more afterwards, and never at the same time', async () => {
  const goOn: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const look = oneAtATime(async () => {
    most = Math.max(most, ++atOnce)
    await new Promise<void>((resolve) => goOn.push(resolve))
    atOnce--
  })
  const first = look()
  void look()
  void look()
  goOn[0]?.()
  await Promise.resolve()
  await Promise.resolve()
  await Promise.resolve()
  goOn[1]?.()
  await first
  expect([goOn.length, most]).toEqual([2, 1])
})

test('after one that failed it works again', async () => {
  let tries = 0
  const look = oneAtATime(async () => {
    if (tries++ === 0) throw new Error('No.')
  })
  await expect(look()).rejects.toThrow('No.')
  await look()
  expect(tries).toBe(2)
})
