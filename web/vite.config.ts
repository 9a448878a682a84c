import { defineConfig } from 'vite'

// The build is committed and embedded by internal/console, which serves it at
// /console/ under a policy that forbids inline scripts and outside requests.
// `npm run dev` serves the sources and asks SLUICE_URL for everything else.
export default defineConfig({
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../internal/console/dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/v1': process.env.SLUICE_URL ?? 'http://127.0.0.1:8080' },
    fs: { allow: ['..'] },
  },
})
