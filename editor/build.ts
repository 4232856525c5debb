import { resolve } from 'node:path'

import { build } from 'vite'
import { generateSW } from 'workbox-build'

const root = import.meta.dirname
const dist = resolve(root, 'dist')

await build({ configFile: resolve(root, 'vite.config.ts') })

/** The editor's shell works offline; data and documents have their own ways and never come from this cache. */
const { count, size, warnings } = await generateSW({
  globDirectory: dist,
  globPatterns: ['index.html', 'favicon.svg', 'assets/**/*.{js,css,woff2,svg}'],
  globIgnores: ['assets/runtime-*'],
  swDest: resolve(dist, 'sw.js'),
  navigateFallback: '/index.html',
  navigateFallbackDenylist: [/^\/api\//, /^\/collaboration/, /^\/health/, /^\/metrics/, /\.[a-z0-9]+$/],
  inlineWorkboxRuntime: true,
  clientsClaim: true,
  cleanupOutdatedCaches: true,
  maximumFileSizeToCacheInBytes: 6 << 20,
  sourcemap: false,
})
for (const warning of warnings) process.stderr.write(`${warning}\n`)
process.stdout.write(`service worker: ${count} files, ${Math.round(size / 1024)} kB\n`)
