import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createSealer, readOrMakeKeys } from './sealer.ts'

const [OLD, NEW] = ['an old key of at least 32 characters', 'a new key of at least 32 characters']

describe('sealed secrets', () => {
  it('are opened by their owner’s id, say nothing, and differ each time', () => {
    const sealer = createSealer([OLD])
    const sealed = sealer.seal('correct horse', 'a')
    expect(sealer.open(sealed, 'a')).toBe('correct horse')
    expect(JSON.stringify(sealed)).not.toContain('correct')
    expect(sealer.seal('correct horse', 'a').text).not.toBe(sealed.text)
  })

  it('cannot be moved to somebody else, nor changed', () => {
    const sealer = createSealer([OLD])
    const sealed = sealer.seal('correct horse', 'a')
    expect(() => sealer.open(sealed, 'b')).toThrow()
    const changed = Buffer.from(sealed.text, 'base64url')
    changed[0] = (changed[0] ?? 0) ^ 1
    expect(() => sealer.open({ ...sealed, text: changed.toString('base64url') }, 'a')).toThrow()
    expect(() => sealer.open({ ...sealed, tag: sealed.tag.slice(0, 8) }, 'a')).toThrow()
  })

  it('outlive a new key as long as the old one is there', () => {
    const sealed = createSealer([OLD]).seal('correct horse', 'a')
    const rotated = createSealer([NEW, OLD])
    expect(rotated.open(sealed, 'a')).toBe('correct horse')
    expect(rotated.isOld(sealed)).toBe(true)
    expect(rotated.isOld(rotated.seal('correct horse', 'a'))).toBe(false)
    expect(() => createSealer([NEW]).open(sealed, 'a')).toThrow('SECRETS_KEY')
  })

  it('have a key in the data folder that only its owner reads; more lines are older ones', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'axiom-keys-'))
    const keys = await readOrMakeKeys(dir)
    expect(await readOrMakeKeys(dir)).toEqual(keys)
    const file = join(dir, 'secrets-key')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await writeFile(file, `${NEW}\n${await readFile(file, 'utf8')}`)
    expect(await readOrMakeKeys(dir)).toEqual([NEW, ...keys])
    await rm(dir, { recursive: true })
  })
})
