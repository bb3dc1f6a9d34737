import { defineConfig } from 'vite'

/** The service worker of the capture page: one file under a name that stays, beside the page that it serves. */
export default defineConfig({
  build: {
    target: 'es2022',
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: 'src/captures/phone/serviceWorker.ts',
      output: { format: 'iife', entryFileNames: 'capture/worker.js' },
    },
  },
})
