/** The languages that we write to families in, each under its own name. */
export const LANGUAGES: readonly (readonly [code: string, name: string])[] = [
  ['en', 'English'],
  ['cy', 'Cymraeg'],
  ['pl', 'Polski'],
  ['ro', 'Română'],
  ['ur', 'اردو'],
  ['pa', 'ਪੰਜਾਬੀ'],
  ['bn', 'বাংলা'],
  ['ar', 'العربية'],
  ['so', 'Soomaali'],
  ['tr', 'Türkçe'],
  ['zh', '简体中文'],
  ['uk', 'Українська'],
]

/** 'Polski'; a code that isn't known as it stands. */
export function languageName(code: string): string {
  return LANGUAGES.find(([known]) => known === code)?.[1] ?? code
}
