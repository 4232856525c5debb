import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A secret as it is stored: AES-256-GCM, all base64url. */
export interface Sealed {
  /** Which key opens it. */
  key: string
  iv: string
  tag: string
  text: string
}

export interface Sealer {
  /** `owner` (an id) is sealed in: what is stored with another owner cannot be opened there. */
  seal(secret: string, owner: string): Sealed
  /** Throws when the key is gone, or when it was changed or belongs to somebody else. */
  open(sealed: Sealed, owner: string): string
  /** Whether it was sealed with an older key, so that it should be sealed again. */
  isOld(sealed: Sealed): boolean
}

/** The first key seals, all of them open; each at least 32 characters, of which 256 bits are made. */
export function createSealer(keys: readonly [string, ...string[]]): Sealer {
  const known = keys.map((key) => {
    const bytes = Buffer.from(hkdfSync('sha256', key, '', 'axiom secrets', 32))
    return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 12), bytes }
  })
  const [current] = known
  if (!current) throw new Error('no key')
  return {
    seal(secret, owner) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current.bytes, iv).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      const [ivText, tag] = [iv.toString('base64url'), cipher.getAuthTag().toString('base64url')]
      return { key: current.id, iv: ivText, tag, text: text.toString('base64url') }
    },
    open({ key, iv, tag, text }, owner) {
      const found = known.find(({ id }) => id === key)
      if (!found) throw new Error(`A secret was sealed with the key ${key}, which SECRETS_KEY does not have any more.`)
      const decipher = createDecipheriv('aes-256-gcm', found.bytes, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(owner)).setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
    },
    isOld: ({ key }) => key !== current.id,
  }
}

/**
 * The keys of an embedded installation: one a line, the newest first; made at the first start, kept in the data folder, readable by its
 * owner only.
 */
export async function readOrMakeKeys(dataDir: string): Promise<[string, ...string[]]> {
  const file = join(dataDir, 'secrets-key')
  try {
    const [first, ...others] = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
    if (first === undefined) throw new Error(`${file} has no key.`)
    return [first, ...others]
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const key = randomBytes(48).toString('base64url')
  await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' })
  return [key]
}
