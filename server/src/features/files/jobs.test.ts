import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ProjectFile } from '@axiom/shared/contracts/files'
import type { Project } from '@axiom/shared/contracts/projects'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { GOOD, publishForm, sendForm } from '../../../test/contactForm.ts'
import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { startClamd } from '../../../test/startClamd.ts'
import { download, fileIn, upload } from '../../../test/uploading.ts'

const DAY = 24 * 3_600_000

let dataDir: string
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-files-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const start = (env: Record<string, string> = {}): Promise<TestServer> =>
  createTestServer({ dataDir, now: () => time, env })

it('[F6] a file that waits to be looked at is looked at by the next process', async () => {
  const gone = await startClamd()
  const env = { CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: String(gone.port) }
  await gone.close()
  const first = await start(env)
  const mara = await first.register('Mara')
  const { body: project } = await mara.call<Project>('POST', '/api/projects', { name: 'Nursery' })
  const path = `/api/projects/${project.id}/files`
  const { body } = await upload(mara.call, { path, name: 'note.txt', bytes: 'a note' })
  await first.close()

  const clamd = await startClamd({ port: gone.port })
  time += DAY
  const second = await start(env)
  const again: Client = await second.signInAgain(mara)
  const state = async () => (await again.call<ProjectFile>('GET', `${path}/${body.id}`)).body.state
  await expect.poll(state).toBe('ready')
  await Promise.all([second.close(), clamd.close()])
})

it('[F8] the files of a deleted project go after a month, those that something holds too, and no others', async () => {
  const server = await start()
  const [gone, kept] = [await publishForm(server, 'Gone'), await publishForm(server, 'Kept')]
  const send = async (form: typeof gone): Promise<string> => {
    const metadata = { form: form.formId, input: 'papers' }
    const at = `/api/dynamic/${form.project.id}/files`
    const { body } = await upload(server.anonymous, { path: at, name: 'cv.txt', bytes: 'curriculum', metadata })
    const sent = await sendForm(server, form, { ...GOOD, papers: [body.id] })
    const { body: read } = await form.owner.call<{ formData: { papers: unknown[] } }>(
      'GET',
      `${form.path}/${sent.body.id}`,
    )
    return fileIn(read.formData.papers[0]).url
  }
  const lost = await send(gone)
  await send(kept)
  const path = `/api/projects/${gone.project.id}/files`
  await upload(gone.owner.call, { path, name: 'logo.txt', bytes: 'a logo' })
  const bytesOf = async (id: string): Promise<string[]> => {
    const folder = join(dataDir, 'files', id)
    if (!existsSync(folder)) return []
    const found = await readdir(folder, { recursive: true, withFileTypes: true })
    return found.filter((one) => one.isFile()).map(({ name }) => name)
  }
  expect((await gone.owner.call('DELETE', `/api/projects/${gone.project.id}`)).status).toBe(204)
  // Nobody reads them any more; whoever runs the server still could.
  expect((await download(server, lost)).status).toBe(404)
  time += 29 * DAY
  await server.files.sweep()
  expect(await bytesOf(gone.project.id)).toHaveLength(2)
  time += 2 * DAY
  await expect.poll(() => bytesOf(gone.project.id)).toEqual([])
  kept.owner = await server.signInAgain(kept.owner)
  const { body: still } = await kept.owner.call<{ data: { formData: { papers: unknown[] } }[] }>('GET', kept.path)
  const { url } = fileIn(still.data[0]?.formData.papers[0])
  expect((await download(server, url)).bytes.toString()).toBe('curriculum')
  await server.close()
})

it('every figure of files and jobs is described in docs/monitoring.md, and told as it is', async () => {
  const server = await start()
  const mara = await server.register('Figures')
  const { body: project } = await mara.call<Project>('POST', '/api/projects', { name: 'Figures' })
  const { body } = await upload(mara.call, { path: `/api/projects/${project.id}/files`, name: 'a.txt', bytes: 'abc' })
  await download(server, `/api/dynamic/${project.id}/files/${body.id}`)
  const told = (await server.anonymous<{ text: string }>('GET', '/metrics')).body.text
  for (const line of [
    'axiom_files_total{outcome="kept"} 1',
    'axiom_file_bytes_total{direction="in"} 3',
    'axiom_file_bytes_total{direction="out"} 3',
  ])
    expect(told).toContain(line)
  const text = await readFile(join(import.meta.dirname, '../../../../docs/monitoring.md'), 'utf8')
  const described = [...text.matchAll(/^\| `(axiom_(?:file|job)\w+)` \| (\w+) \|/gm)].map(
    ([, name, kind]) => `${name} ${kind}`,
  )
  const real = [...told.matchAll(/^# TYPE (axiom_(?:file|job)\w+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`)
  expect(described.toSorted()).toEqual(real.toSorted())
  await server.close()
})
