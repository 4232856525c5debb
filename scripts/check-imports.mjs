// Who may import what (docs/ARCHITECTURE.md), and that no file imports one that imports it. Reads import statements as text; types
// count too.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { root } from './steps.mjs'

/** First rule whose `from` matches decides; `never` are patterns of resolved paths or package names. */
const RULES = [
  {
    from: /^shared\/src\//,
    never: [/^(server|editor|client)\//, /^node:/, /^react/, /^koa/, /^@hocuspocus/, /^@mantine/],
  },
  { from: /^server\/src\/platform\//, never: [/^server\/src\/(features|collaboration)\//, /^editor\//] },
  { from: /^server\/src\/collaboration\//, never: [/^koa$/, /^@koa/, /routes\.ts$/, /^editor\//] },
  { from: /^server\/src\/features\//, never: [/^editor\//, /^server\/src\/collaboration\/(?!documents\.ts)/] },
  { from: /^editor\/src\/document\//, never: [/^editor\/src\/(session|panels|canvas|tools)\//, /^server\//] },
  { from: /^editor\/src\/panels\//, never: [/^yjs$/, /^server\//, /^editor\/src\/tools\//] },
  { from: /^editor\/src\/(canvas|tools)\//, never: [/^yjs$/, /^server\//, /^editor\/src\/panels\//] },
  {
    from: /^editor\/src\/runtime\//,
    never: [/^editor\/src\/(tools|panels|actions|session|canvas)\//, /^@mantine/, /^yjs$/, /^server\//],
  },
  {
    from: /^editor\/src\/widgets\//,
    never: [/^@mantine/, /^yjs$/, /^zod$/, /^server\//, /^editor\/src\/(tools|panels|canvas|session)\//],
  },
  { from: /^editor\/src\//, never: [/^(server|client)\//] },
  { from: /^client\/src\/(command|commands|main)\b/, never: [/^(server|editor)\//] },
  // The package runs in browsers, and needs no more of the contract than its types.
  { from: /^client\/src\//, never: [/^(server|editor)\//, /^node:/, /^client\/src\/commands?\//] },
]

const problems = []
/** Of each file, what it imports. */
const imports = new Map()
for (const folder of ['shared/src', 'server/src', 'editor/src', 'client/src', 'bench', 'chaos', 'simulation'])
  walk(join(root, folder))
for (const file of imports.keys()) findCircle(file)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) walk(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) && !path.includes('/test/')) check(path)
  }
}

function check(file) {
  const name = relative(root, file)
  const rule = RULES.find(({ from }) => from.test(name))
  const source = readFileSync(file, 'utf8')
  const targets = []
  imports.set(name, targets)
  for (const [, specifier] of source.matchAll(/^(?:import|export)\b[^'"]*?['"]([^'"]+)['"]/gm)) {
    const target = resolve(file, specifier)
    targets.push(target)
    if (rule?.never.some((pattern) => pattern.test(target))) problems.push(`${name} must not import ${target}`)
    const feature = /^server\/src\/features\/([^/]+)\//.exec(name)?.[1]
    const other = /^server\/src\/features\/([^/]+)\/(.+)$/.exec(target)
    if (feature && other && other[1] !== feature && other[2] !== 'index.ts')
      problems.push(`${name} must use the door of ${other[1]}, not ${other[2]}`)
  }
}

/** Names the way back to `file`, if one leads there. */
function findCircle(file) {
  const cameFrom = new Map()
  const waiting = [file]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const next of imports.get(at) ?? []) {
      if (next === file) {
        const way = [at]
        while (way[0] !== file) way.unshift(cameFrom.get(way[0]))
        return void problems.push(`a circle of imports: ${[...way, file].join(' → ')}`)
      }
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      waiting.push(next)
    }
}

function resolve(file, specifier) {
  if (specifier.startsWith('.')) return relative(root, join(dirname(file), specifier))
  return specifier.startsWith('@axiom/shared/')
    ? `shared/src/${specifier.slice('@axiom/shared/'.length)}.ts`
    : specifier
}
