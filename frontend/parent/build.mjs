// Builds the pages' styles: each styles/*.scss (but partials) to dist/*.css, physical sides made logical.
// govuk-frontend knows left and right only; with logical properties the same file serves languages that run right to left.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const side = { left: 'inline-start', right: 'inline-end' }

function logical(css) {
  return css
    .replace(/(?<=[;{])((?:margin|padding|border)-)(left|right)(?=[-:])/g, (_, kind, at) => kind + side[at])
    .replace(/(?<=[;{])(left|right)(?=:)/g, (_, at) => `inset-${side[at]}`)
    .replace(/(?<=[;{]text-align:)(left|right)(?=[;}])/g, (_, at) => (at === 'left' ? 'start' : 'end'))
}

mkdirSync(join(here, 'dist'), { recursive: true })
for (const file of readdirSync(join(here, 'styles')).filter((name) => /^[^_].*\.scss$/.test(name))) {
  const { css } = compile(join(here, 'styles', file), {
    style: 'compressed',
    loadPaths: [join(here, '..', 'node_modules')],
    quietDeps: true,
  })
  writeFileSync(join(here, 'dist', file.replace('.scss', '.css')), logical(css))
}
