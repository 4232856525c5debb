import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { build } from 'vite'

const root = import.meta.dirname
const dist = join(root, 'dist')

interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
  assets?: string[]
}

/**
 * The service worker of published apps (`app-sw.js`), after the build itself; answers how many files it keeps. It is written by hand
 * rather than generated: what it keeps of a visitor's app is judged by sign-in, not by revision.
 */
export async function buildAppShell(): Promise<number> {
  const manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const files = filesOf(manifest, 'runtime.html').map((file) => `/${file}`)
  const page = await readFile(join(dist, 'runtime.html'))
  // Names of files tell their content; the page has no such name.
  const id = createHash('sha256').update(page).update(files.join()).digest('hex').slice(0, 12)
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { SHELL_FILES: JSON.stringify(files), SHELL_ID: JSON.stringify(id) },
    build: {
      outDir: dist,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(root, 'src/runtime/shell/worker.ts'),
        output: { format: 'iife', entryFileNames: 'app-sw.js' },
      },
    },
  })
  await rm(join(dist, '.vite'), { recursive: true })
  return files.length
}

/** All that a page may load, also what it loads only when it is needed. */
function filesOf(manifest: Record<string, Chunk>, entry: string): string[] {
  const [files, seen] = [new Set<string>(), new Set<string>()]
  const queue = [entry]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) continue
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    queue.push(...(chunk.imports ?? []), ...(chunk.dynamicImports ?? []))
  }
  return [...files].filter((file) => !file.endsWith('.html')).sort()
}
