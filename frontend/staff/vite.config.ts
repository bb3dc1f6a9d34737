import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/staff/',
  plugins: [react()],
  build: {
    // The service's content security policy allows no inline scripts, styles or fonts.
    assetsInlineLimit: 0,
    target: 'es2022',
    // The page that stewards keep on their phones is small, and opens by itself.
    rolldownOptions: { input: ['index.html', 'capture/index.html'] },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://localhost:8000' } },
  test: {
    restoreMocks: true,
    isolate: false,
    testTimeout: 20_000,
    // A page to work on takes seconds to set up for each file: only tests in .tsx get one.
    projects: [
      { extends: true, test: { name: 'logic', include: ['src/**/*.test.ts'], environment: 'node' } },
      {
        extends: true,
        test: {
          name: 'pages',
          include: ['src/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: ['src/testing/setup.ts'],
        },
      },
    ],
  },
})
