import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { createClient } from './createClient.ts'
import { compile, inWorkspace, runNode } from './test/inWorkspace.ts'
import { startShop } from './test/startShop.ts'
import { typesOf } from './typesOf.ts'

it('the examples of docs/client.md compile, and run from top to bottom', async () => {
  const { server, owner, project, token } = await startShop()
  onTestFinished(() => server.close())
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  const axiom = createClient({ url: server.url, token })
  const { secret = '' } = await axiom.apiKeys.create(project.id, { name: 'Docs', scopes: ['read:*', 'write:*'] })
  const text = await readFile(join(import.meta.dirname, '../../docs/client.md'), 'utf8')
  const examples = [...text.matchAll(/^```ts( types)?\n([\s\S]*?)^```/gm)]
  const program = examples.flatMap(([, types, code = '']) => (types === undefined ? [code] : [])).join('\n')
  const typed = examples.flatMap(([, types, code = '']) => (types === undefined ? [] : [code])).join('\n')
  const shop = typesOf(await axiom.project(project.slug).openApi())
  expect(await compile({ 'program.ts': program, 'typed.ts': typed, 'shop.ts': shop })).toBe('')

  const folder = await inWorkspace({ 'program.ts': program })
  const { code, out, err } = await runNode([join(folder, 'program.ts')], { AXIOM_URL: server.url, AXIOM_KEY: secret })
  expect([code, err]).toEqual([0, ''])
  expect(out.split('\n')).toEqual([
    'Cleo of 1',
    expect.any(String),
    expect.any(String),
    expect.stringContaining("[ 'Tea', 1, 3 ]"),
    '1 3',
    '3',
    'created orders 1',
    expect.stringMatching(/^invalid_input 400 product \w+/),
    '',
  ])
})
