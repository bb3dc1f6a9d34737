// Builds the web component that a school puts on its own website: one small file, for any browser that knows modules.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))

await build({
  configFile: false,
  root: here,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: join(here, 'dist'),
    lib: {
      entry: join(here, 'gallery.ts'),
      formats: ['iife'],
      name: 'consent',
      fileName: () => 'gallery.js',
    },
  },
})
