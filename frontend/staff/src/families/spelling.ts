/** Words for letters and digits that are read out on the phone. */
const WORDS: Record<string, string> = {
  A: 'Alfa', C: 'Charlie', D: 'Delta', E: 'Echo', F: 'Foxtrot', G: 'Golf', H: 'Hotel', J: 'Juliett', K: 'Kilo', M: 'Mike',
  N: 'November', P: 'Papa', Q: 'Quebec', R: 'Romeo', T: 'Tango', V: 'Victor', W: 'Whiskey', X: 'X-ray', Y: 'Yankee',
  2: 'two', 3: 'three', 4: 'four', 5: 'five', 6: 'six', 7: 'seven', 8: 'eight', 9: 'nine',
} // prettier-ignore

/** 'AC2' as 'Alfa, Charlie, two'; groups, parted by '-', as '; '. */
export function spelledOut(code: string): string {
  const group = (letters: string) => [...letters].map((letter) => WORDS[letter] ?? letter).join(', ')
  return code.split('-').map(group).join('; ')
}

/** Whole minutes left, at least one while there is any time; none once it is over. */
export function minutesLeft(expiresAt: string, now: number): number {
  return Math.max(0, Math.ceil((new Date(expiresAt).getTime() - now) / 60_000))
}
