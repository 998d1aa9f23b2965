import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { mantineStyles } from './mantine-styles.ts';

/** Where `npm run dev:web` finds the API: a Closeout that runs beside it. */
const API = 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    mantineStyles(),
    VitePWA({
      // a person decides when the page changes under their hands
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        name: 'Closeout',
        short_name: 'Closeout',
        description: 'Recall response: find every pump, close every task',
        start_url: '/work',
        scope: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#1864ab',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,wasm,woff2}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: '/index.html',
        // what the API renders itself, for people without an account too, is no page of the application
        navigateFallbackDenylist: [/^\/api(?:\/|$)/, /^\/(healthz|readyz|metrics)/, /^\/ack\//],
      },
    }),
  ],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // an inlined asset would be a data: address, which the page's policy does not allow for scripts and WebAssembly
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Over a slow network each further file is a further wait: what every page needs is one file, and so is what many
      // of the pages that come later need. What few need stays with them.
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'], priority: 2 },
            { name: 'controls', test: /node_modules/, minShareCount: 4, priority: 1 },
          ],
        },
      },
      treeshake: {
        // Our modules only define things. Said here, a page that takes one piece of a room's index.ts loads that piece alone.
        moduleSideEffects: [
          { test: /\/apps\/web\/src\/(?!main\.|app\/styles\.).*\.tsx?$/, sideEffects: false },
        ],
      },
    },
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: API, changeOrigin: false } } },
});
