import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this server, as its package says. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string
  }
  return version
}
