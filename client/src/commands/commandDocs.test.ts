import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { createTestServer } from '../../../server/test/createTestServer.ts'
import { MAIN, openShell } from '../test/command.ts'

/** As much of jq as the examples need: the value of a name. */
const JQ = `#!${process.execPath}
let text = ''
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => console.log(JSON.parse(text)[process.argv[3].slice(1)]))
`

it('the examples of docs/command-line.md run from top to bottom', async () => {
  const server = await createTestServer()
  onTestFinished(() => server.close())
  await server.register('Owner')
  const { env } = await openShell()
  const folder = await mkdtemp(join(tmpdir(), 'axiom-docs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'password.txt'), 'correct horse battery\n')
  await writeFile(join(folder, 'axiom'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o700 })
  await writeFile(join(folder, 'jq'), JQ, { mode: 0o700 })
  const text = await readFile(join(import.meta.dirname, '../../../docs/command-line.md'), 'utf8')
  const script = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code]) => code).join('\n')
  const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn('sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { ...process.env, ...env, PATH: path, SERVER: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
  const [code] = (await once(child, 'close')) as [number]
  expect([code, /^axiom:.*/m.exec(err)?.[0]]).toEqual([0, undefined])
  expect(out).toMatch(/name +Owner\n/)
  expect(out).toMatch(/^id +customer +total\n\w+ +Ada +5$/m)
  expect(out).toMatch(/^Tea +2 +5$/m)
  expect(await readFile(join(folder, 'orders.csv'), 'utf8')).toContain('Ben')
  expect(await readFile(join(folder, 'shop.ts'), 'utf8')).toContain('export interface Orders')
})
