// `npm run check`: what the mutants of the simulator change is there, exactly once.
import { readFileSync } from 'node:fs'

import { MUTANTS } from './mutants.ts'

for (const [name, { file, find }] of Object.entries(MUTANTS)) {
  const places = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').split(find).length - 1
  if (places === 1) continue
  console.error(`simulation/mutants.ts, "${name}": ${file} has ${places} places that read: ${find}`)
  process.exitCode = 1
}
