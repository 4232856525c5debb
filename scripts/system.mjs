// Programs that come from the system: found, else installed with Debian's packages (as root), else named in one line.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of the first of `names` on PATH; installs `debianPackage` if none is there. Undefined when it cannot be had. */
export function findProgram(names, debianPackage, purpose) {
  const found = find(names)
  if (found) return found
  if (process.getuid?.() === 0 && find(['apt-get'])) {
    console.log(`Installing ${debianPackage} for ${purpose} …`)
    const install = `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${debianPackage}`
    spawnSync('sh', ['-c', install], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const installed = find(names)
  if (!installed) console.log(`${debianPackage} is missing, which ${purpose} need: "apt-get install ${debianPackage}".`)
  return installed
}

/** Path of the first of `names` on PATH, or where systems keep programs for their services. */
export function find(names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  for (const name of names) for (const folder of folders) if (isProgram(join(folder, name))) return join(folder, name)
  return undefined
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
