import type { Project } from '@axiom/shared/contracts/projects'
import type { Version } from '@axiom/shared/contracts/versions'
import { diffDocuments } from '@axiom/shared/document/diff'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { openProjectDoc, type EditorOrigin, type Origin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'
import { readTree } from '@axiom/shared/document/tree'
import { specFor } from '@axiom/shared/widgets/registry'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { joinProject, until } from '../../collaboration/test/startDoor.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }
let server: TestServer
let owner: Client

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
})
afterAll(() => server.close())

interface Person {
  doc: ProjectDoc
  provider: HocuspocusProvider
}

const saved = ({ provider }: Person): Promise<void> =>
  until('everything is saved', () => provider.synced && !provider.hasUnsyncedChanges)

async function join(projectId: string, doc = openProjectDoc()): Promise<Person> {
  const url = `ws://localhost:${server.port}/collaboration`
  const person = { doc, provider: joinProject(url, owner.session.accessToken, projectId, doc.y) }
  await saved(person)
  return person
}

const write = (doc: ProjectDoc, id: string, text: string, origin: Origin = ORIGIN): void =>
  editText(doc, { id, name: 'text', text }, origin)
const words = (doc: ProjectDoc, id: string): string | null =>
  readTree(doc).parents.get(id) === 'trash' ? null : (textOf(doc, id, 'text')?.toJSON() ?? null)

const KINDS = ['all', 'screen', 'node'] as const

it.each(KINDS.flatMap((kind) => [[kind, 'version'] as const, [kind, 'moment'] as const]))(
  '[C5] [C8] while three people edit and one is offline, a restore (%s of a %s) reaches all and takes from nobody what he did after',
  async (kind, source) => {
    const { id } = (await owner.call<Project>('POST', '/api/projects', { name: 'Scene' })).body
    const base = `/api/projects/${id}/versions`
    const { screen, other, first, second, far } = await server.edit(id, (doc, origin) => {
      const [home, away] = [addScreen(doc, { name: 'A' }, origin), addScreen(doc, { name: 'B' }, origin)]
      const heading = specFor('heading')
      const [a = '', b = ''] = insertNodes(doc, { parentId: home, nodes: [heading, heading] }, origin)
      const [c = ''] = insertNodes(doc, { parentId: away, nodes: [heading] }, origin)
      for (const node of [a, b, c]) write(doc, node, 'then', origin)
      return { screen: home, other: away, first: a, second: b, far: c }
    })
    const version = (await owner.call<Version>('POST', base, { label: 'Then' })).body.id
    const then = Date.now()
    await until('it is later', () => Date.now() > then)
    const [ann, bob, cleo, dan] = [await join(id), await join(id), await join(id), await join(id)]

    write(ann.doc, first, 'now', ORIGIN)
    trashNodes(bob.doc, { ids: [second] }, ORIGIN)
    write(cleo.doc, far, 'now', ORIGIN)
    await Promise.all([ann, bob, cleo].map(saved))
    await until('Dan has heard', () => words(dan.doc, far) === 'now' && words(dan.doc, second) === null)
    dan.provider.destroy()
    write(dan.doc, first, 'now offline', ORIGIN)
    const [added = ''] = insertNodes(dan.doc, { parentId: other, nodes: [specFor('heading')] }, ORIGIN)

    // The three go on without a pause, before, during and after the restore.
    let count = 0
    const timer = setInterval(() => {
      count++
      for (const [i, { doc }] of [ann, bob, cleo].entries())
        setProps(doc, { ids: [far], props: { [`mark${i}`]: count } }, ORIGIN)
    }, 5)
    onTestFinished(() => clearInterval(timer))
    await until('they edit', () => count > 5)
    const scope = kind === 'all' ? { kind } : { kind, id: kind === 'screen' ? screen : second }
    const restored =
      source === 'version'
        ? await owner.call('POST', `${base}/${version}/restore`, { scope })
        : await owner.call('POST', `/api/projects/${id}/history/restore`, { at: new Date(then).toISOString(), scope })
    expect(restored.status).toBe(200)
    const reached = count
    await until('they go on', () => count > reached + 10)
    clearInterval(timer)
    await Promise.all([ann, bob, cleo].map(saved))

    const back = await join(id, dan.doc)
    const { doc } = back
    const isSame = (person: Person): boolean => diffDocuments(person.doc, doc).entries.length === 0
    await until('all see the same', () => [ann, bob, cleo].every(isSame))
    expect(words(doc, second)).toBe('then')
    expect(words(doc, far)).toBe(kind === 'all' ? 'then' : 'now')
    // Which of two that write in one place comes first, their client ids decide.
    expect(words(doc, first)).toMatch(kind === 'node' ? /^now offline$/ : /^(then offline| offlinethen)$/)
    expect([0, 1, 2].map((i) => doc.roots.nodes.get(far)?.get(`p:mark${i}`))).toEqual([count, count, count])
    expect(readTree(doc).parents.get(added)).toBe(other)
  },
)
