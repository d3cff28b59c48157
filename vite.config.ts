import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { pdfParts } from './scripts/web/pdf-parts.ts'

export default defineConfig({
  plugins: [react(), pdfParts()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    sourcemap: true,
    manifest: true,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: {
        index: 'index.html',
        'download-sw': 'src/workers/download.sw.ts',
        'preview-sw': 'src/workers/preview.sw.ts',
      },
      output: {
        // A service worker is known by its address, which no build may change.
        entryFileNames: (chunk) => (chunk.name.endsWith('-sw') ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/*.soak.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['src/**/*.int.test.ts'],
          globalSetup: ['scripts/testing/global-setup.ts'],
          setupFiles: ['scripts/testing/websocket.ts'],
          maxWorkers: 3, // most of the time they wait for a server
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['src/**/*.soak.test.ts', 'src/nats/whole-stream.int.test.ts'],
          env: { WHOLE_STREAM: '1000000' },
          globalSetup: ['scripts/testing/global-setup.ts'],
          setupFiles: ['scripts/testing/websocket.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
