// Every rule id of a SPEC.md has a test that cites it, and no test cites an unknown rule of a SPEC's family.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { root } from './steps.mjs'

const specs = []
const cited = new Map()
for (const folder of ['shared/src', 'server', 'editor/src', 'e2e', 'simulation']) walk(join(root, folder))

const known = new Set(specs.flatMap(({ ids }) => ids))
let failed = false
for (const { file, ids } of specs) {
  for (const id of ids.filter((one) => !cited.has(one))) fail(`${file}: ${id} has no test ("[${id}] …")`)
}
const families = new Set([...known].map((id) => id[0]))
for (const [id, file] of cited)
  if (families.has(id[0]) && !known.has(id)) fail(`${file}: cites ${id}, which no SPEC.md has`)
if (failed) process.exit(1)

function fail(message) {
  console.error(message)
  failed = true
}

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') walk(path)
    } else if (entry.name === 'SPEC.md') {
      const ids = [...readFileSync(path, 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id)
      specs.push({ file: relative(root, path), ids })
    } else if (/\.(test|spec)\.tsx?$/.test(entry.name)) {
      for (const [, id] of readFileSync(path, 'utf8').matchAll(/\[([A-Z]\d+)\]/g)) cited.set(id, relative(root, path))
    }
  }
}
