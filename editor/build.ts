import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { build } from 'vite'
import { generateSW } from 'workbox-build'

import { buildAppShell } from './buildAppShell.ts'

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

const shell = await buildAppShell()
process.stdout.write(`service worker of apps: ${shell} files\n`)

/** The server has no work with compressing: what it sends for ever is stored compressed beside it. */
const assets = join(dist, 'assets')
const sizes = { raw: 0, brotli: 0 }
await Promise.all(
  (await readdir(assets))
    .filter((name) => /\.(js|css|svg)$/.test(name))
    .map(async (name) => {
      const path = join(assets, name)
      const raw = await readFile(path)
      const [small, smaller] = await Promise.all([
        promisify(gzip)(raw, { level: 9 }),
        promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
      ])
      await Promise.all([writeFile(`${path}.gz`, small), writeFile(`${path}.br`, smaller)])
      sizes.raw += raw.length
      sizes.brotli += smaller.length
    }),
)
process.stdout.write(`compressed: ${Math.round(sizes.raw / 1024)} kB to ${Math.round(sizes.brotli / 1024)} kB\n`)
