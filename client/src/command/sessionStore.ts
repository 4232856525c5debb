import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { newId } from '@axiom/shared/ids'

/** A sign-in at one server. */
export interface StoredSession {
  url: string
  email: string
  /** The refresh cookie, as it is sent back. */
  cookie: string
  csrfToken: string
  accessToken: string
  /** Milliseconds since 1970 when the access token ends. */
  expiresAt: number
}

/** Sign-ins in the configuration folder, a file for each server that only its owner reads; and which server was used last. */
export function createSessionStore(env: NodeJS.ProcessEnv) {
  const folder = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'axiom')
  const fileOf = (url: string): string => join(folder, `${encodeURIComponent(url)}.json`)
  const lastFile = join(folder, 'last-server')

  return {
    find: async (url: string): Promise<StoredSession | null> => {
      const text = await readIfThere(fileOf(url))
      return text === null ? null : (JSON.parse(text) as StoredSession)
    },
    save: (session: StoredSession): Promise<void> => replace(folder, fileOf(session.url), JSON.stringify(session)),
    remove: (url: string): Promise<void> => rm(fileOf(url), { force: true }),
    /** The server that is meant where none is named. */
    choose: (url: string): Promise<void> => replace(folder, lastFile, url),
    lastServer: (): Promise<string | null> => readIfThere(lastFile),
  }
}

export type SessionStore = ReturnType<typeof createSessionStore>

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** At once and whole: another command may read it meanwhile. */
async function replace(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fresh = join(folder, `.${newId()}`)
  await writeFile(fresh, text, { mode: 0o600 })
  await rename(fresh, file)
}
