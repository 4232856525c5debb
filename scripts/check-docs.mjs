// Every path that a document names in `code` or in a link is there: a document that points nowhere is out of date.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { root } from './steps.mjs'

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n')
const files = git('ls-files', '--cached', '--others', '--exclude-standard')
const places = files.flatMap((file) => file.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/')))
const known = new Set(places)
const tops = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))
/** `auth/store.ts` may leave out the folders before it. */
const endings = new Set(places.flatMap((place) => place.split('/').map((_, at, parts) => parts.slice(at).join('/'))))

const problems = files.filter((file) => file.endsWith('.md')).flatMap(check)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function check(file) {
  // Examples in fences show trees and commands, not places.
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
  const named = [...text.matchAll(/`([\w.@/-]+)`/g)].map(([, name]) => name.replace(/^\.\/|\/$/g, ''))
  const linked = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, link]) => join(dirname(file), link))
  return [
    ...named.filter((name) => isPath(name) && !endings.has(name)),
    ...linked.filter((place) => !existsSync(join(root, place))),
  ].map((name) => `${file} names ${name}, which is not there`)
}

/** Names of routes and packages begin with / and @; a lone word is no path unless it has the ending of a source. */
function isPath(name) {
  if (/^[/@]/.test(name) || known.has(name)) return false
  return /\w\.(ts|tsx|mjs|md|css)$/.test(name) || (name.includes('/') && tops.has(name.split('/')[0]))
}
