// Gathers the fonts of printed pages that no Python package carries: Noto Nastaliq Urdu, regular and bold, with its licence.
import { copyFileSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const nastaliq = join(here, '..', 'node_modules', '@expo-google-fonts', 'noto-nastaliq-urdu')
const files = [
  '400Regular/NotoNastaliqUrdu_400Regular.ttf',
  '700Bold/NotoNastaliqUrdu_700Bold.ttf',
  'LICENSE_FONT',
]

mkdirSync(join(here, 'dist'), { recursive: true })
for (const file of files) copyFileSync(join(nastaliq, file), join(here, 'dist', basename(file)))
