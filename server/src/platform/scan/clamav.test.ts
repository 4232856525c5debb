import { createServer, type AddressInfo } from 'node:net'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { EICAR, startClamd, type TestClamd } from '../../../test/startClamd.ts'
import { createClamav } from './clamav.ts'

let clamd: TestClamd

beforeAll(async () => {
  clamd = await startClamd({ limit: 3_000_000 })
})
afterAll(() => clamd.close())

async function* parts(...all: (Uint8Array | string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of all) {
    if (part instanceof Error) throw part
    yield await Promise.resolve(typeof part === 'string' ? new TextEncoder().encode(part) : part)
  }
}

describe('clamd', () => {
  it('[F6] is sent all of a file, and says that it is clean', async () => {
    expect(await createClamav(clamd).scan(parts(new Uint8Array(1_000_000), '', 'end'))).toBeNull()
    expect(clamd.scanned.at(-1)).toBe(1_000_003)
    expect(await createClamav(clamd).scan(parts())).toBeNull()
  })

  it('[F6] names what it finds, also across two chunks', async () => {
    expect(await createClamav(clamd).scan(parts('so ', EICAR.slice(0, 20), EICAR.slice(20)))).toBe('Eicar-Signature')
  })

  it('[F6] that cannot look is no clean file', async () => {
    const chunks = Array.from({ length: 8 }, () => new Uint8Array(1_000_000))
    await expect(createClamav(clamd).scan(parts(...chunks))).rejects.toThrow('size limit exceeded')
    await expect(createClamav(clamd).scan(parts('half', new Error('the store is away')))).rejects.toThrow(
      'the store is away',
    )
    await expect(createClamav({ host: '127.0.0.1', port: 1 }).scan(parts('x'))).rejects.toThrow('ECONNREFUSED')
  })

  it('[F6] that hangs up or says nothing is no clean file either', async () => {
    let isSilent = false
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.resume()
      if (!isSilent) socket.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
    const { port } = server.address() as AddressInfo
    await expect(createClamav({ host: '127.0.0.1', port }).scan(parts('x'))).rejects.toThrow()
    isSilent = true
    await expect(createClamav({ host: '127.0.0.1', port, timeoutMs: 50 }).scan(parts('x'))).rejects.toThrow(
      'does not answer',
    )
  })
})
