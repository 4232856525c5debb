import type { Role } from '@axiom/shared/access/roles'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Proposal, ProposalDetails } from '@axiom/shared/contracts/proposals'
import { diffDocuments, type DifferenceEntry } from '@axiom/shared/document/diff'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { openProjectDoc, type Origin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { readTree } from '@axiom/shared/document/tree'
import { specFor } from '@axiom/shared/widgets/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let guest: Client

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  guest = await server.register('Guest')
})
afterAll(() => server.close())

interface Scene {
  id: string
  base: string
  screen: string
  first: string
  second: string
}

/** A project with two headings. */
async function newScene(): Promise<Scene> {
  const { id } = (await owner.call<Project>('POST', '/api/projects', { name: 'Scene' })).body
  return server.edit(id, (doc, origin) => {
    const screen = addScreen(doc, { name: 'Other' }, origin)
    const heading = specFor('heading')
    const [first = '', second = ''] = insertNodes(doc, { parentId: screen, nodes: [heading, heading] }, origin)
    for (const node of [first, second]) editText(doc, { id: node, name: 'text', text: 'then' }, origin)
    return { id, base: `/api/projects/${id}/proposals`, screen, first, second }
  })
}

/** What a change on a copy of the project comes to. */
const fork = ({ id }: Scene, work: (doc: ProjectDoc, origin: Origin) => void): Promise<DifferenceEntry[]> =>
  server.edit(id, (doc) => {
    const copy = openProjectDoc()
    Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y))
    work(copy, { kind: 'editor', label: 'Fork' })
    return diffDocuments(doc, copy).entries
  })

const send = (scene: Scene, entries: DifferenceEntry[], who = owner) =>
  who.call<Proposal>('POST', scene.base, { title: 'Better', difference: { entries } })

async function propose(scene: Scene, work: (doc: ProjectDoc, origin: Origin) => void, who = owner): Promise<string> {
  const { status, body } = await send(scene, await fork(scene, work), who)
  expect([status, body]).toMatchObject([201, { status: 'open' }])
  return body.id
}

const look = async ({ base }: Scene, id: string): Promise<ProposalDetails> =>
  (await owner.call<ProposalDetails>('GET', `${base}/${id}`)).body

const accept = ({ base }: Scene, id: string, body: object = {}) =>
  owner.call<Proposal>('POST', `${base}/${id}/accept`, body)

/** What the headings read, with their colour; null where one is gone. */
const read = ({ id, first, second }: Scene): Promise<unknown[]> =>
  server.edit(id, (doc) =>
    [first, second].map((node) => {
      const row = doc.roots.nodes.get(node)?.toJSON()
      return row === undefined || readTree(doc).parents.get(node) === 'trash'
        ? null
        : [row['x:text'], row['p:level'] ?? null]
    }),
  )

const write = (doc: ProjectDoc, id: string, text: string, origin: Origin): void =>
  editText(doc, { id, name: 'text', text }, origin)
const level = (doc: ProjectDoc, id: string, value: number, origin: Origin): void =>
  setProps(doc, { ids: [id], props: { level: value } }, origin)

describe('a proposal', () => {
  it('changes nothing before it is accepted, and then all at once; one step takes it back', async () => {
    const scene = await newScene()
    const before = await read(scene)
    const id = await propose(scene, (doc, origin) => {
      write(doc, scene.first, 'now', origin)
      trashNodes(doc, { ids: [scene.second] }, origin)
    })
    expect(await read(scene)).toEqual(before)
    expect((await look(scene, id)).nodes.map(({ id: node, kind, words }) => [node, kind, words])).toEqual([
      [scene.first, 'changed', { before: 'then', now: 'now' }],
      [scene.second, 'removed', null],
    ])
    expect((await accept(scene, id)).body).toMatchObject({ status: 'accepted', waiting: 0, undoable: true })
    expect(await read(scene)).toMatchObject([['now', expect.anything()], null])
    await server.edit(scene.id, (doc, origin) => level(doc, scene.first, 6, origin))
    const undone = await owner.call('POST', `${scene.base}/${id}/undo`)
    expect(undone.body).toMatchObject({ status: 'open', waiting: 2, undoable: false })
    expect(await read(scene)).toMatchObject([
      ['then', 6],
      ['then', expect.anything()],
    ])
    await accept(scene, id)
    expect(await read(scene)).toMatchObject([['now', 6], null])
  })

  it('is accepted and discarded in parts: a widget, a key, the rest', async () => {
    const scene = await newScene()
    const id = await propose(scene, (doc, origin) => {
      for (const node of [scene.first, scene.second]) {
        write(doc, node, 'now', origin)
        level(doc, node, 5, origin)
      }
    })
    const first = await accept(scene, id, { scope: { kind: 'rows', ids: [scene.first] } })
    expect(first.body).toMatchObject({ status: 'open', waiting: 2 })
    await accept(scene, id, { scope: { kind: 'keys', keys: [`nodes/${scene.second}/p:level`] } })
    expect(await read(scene)).toMatchObject([
      ['now', 5],
      ['then', 5],
    ])
    const rest = await owner.call('POST', `${scene.base}/${id}/discard`, {})
    expect(rest.body).toMatchObject({ status: 'accepted', waiting: 0 })
    expect(await read(scene)).toMatchObject([
      ['now', 5],
      ['then', 5],
    ])
  })

  it('[M8] never overwrites what others wrote since, unless told so; texts take both', async () => {
    const scene = await newScene()
    const id = await propose(scene, (doc, origin) => {
      write(doc, scene.first, 'then and now', origin)
      level(doc, scene.first, 5, origin)
    })
    await server.edit(scene.id, (doc, origin) => {
      write(doc, scene.first, 'only then', origin)
      level(doc, scene.first, 3, origin)
    })
    const key = `nodes/${scene.first}/p:level`
    expect((await look(scene, id)).conflicts).toMatchObject([{ key, now: '3', proposed: '5' }])
    expect((await accept(scene, id)).body).toMatchObject({ status: 'open', waiting: 1 })
    expect((await read(scene))[0]).toEqual(['only then and now', 3])
    const forced = await accept(scene, id, { scope: { kind: 'keys', keys: [key] }, overwrite: true })
    expect(forced.body).toMatchObject({ status: 'accepted' })
    expect((await read(scene))[0]).toEqual(['only then and now', 5])
  })

  it('that two accept at once is made once', async () => {
    const scene = await newScene()
    const id = await propose(scene, (doc, origin) => write(doc, scene.first, 'then and now', origin))
    await server.edit(scene.id, (doc, origin) => write(doc, scene.first, 'only then', origin))
    const both = await Promise.all([accept(scene, id), accept(scene, id)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect((await read(scene))[0]).toMatchObject(['only then and now', expect.anything()])
  })

  it('[G1] [G3] is judged like an edit: what people may not write is refused and not kept', async () => {
    const scene = await newScene()
    const [entry] = await fork(scene, (doc, origin) => level(doc, scene.first, 5, origin))
    if (entry === undefined) throw new Error('no difference')
    const value = (it: unknown) => ({ kind: 'value' as const, value: it })
    const wrong: [Partial<DifferenceEntry>, number][] = [
      [{ root: 'meta', row: null, key: 'schema', to: value(99) }, 400],
      [{ key: 'nonsense' }, 400],
      [{ key: 'type', from: null, to: null }, 201],
      [{ to: value('x'.repeat(9_000)) }, 422],
      [
        {
          key: 'text',
          row: 'fresh',
          from: null,
          to: { kind: 'rich', nodes: [{ name: 'script', attrs: {}, children: [] }] },
        },
        422,
      ],
      [{ key: 'text', from: null, to: { kind: 'rich', nodes: [{ text: [{ insert: 1 }] }] } }, 400],
    ]
    for (const [change, expected] of wrong) {
      const { status } = await send(scene, [{ ...entry, ...change }])
      expect([status, change]).toEqual([expected, change])
    }
    expect((await owner.call<{ data: Proposal[] }>('GET', scene.base)).body.data).toHaveLength(1)
  })

  it('is for commenters to make and for editors of the same project to decide', async () => {
    const [scene, other] = [await newScene(), await newScene()]
    const entries = await fork(scene, (doc, origin) => level(doc, scene.first, 5, origin))
    const id = await propose(scene, (doc, origin) => level(doc, scene.first, 4, origin))
    expect((await accept(other, id)).status).toBe(404)
    expect((await owner.call('GET', `${other.base}/${id}`)).status).toBe(404)
    const asked = async (): Promise<number[]> => {
      const answers = [
        await guest.call('GET', scene.base),
        await guest.call('GET', `${scene.base}/${id}`),
        await send(scene, entries, guest),
        await guest.call('POST', `${scene.base}/${id}/accept`, {}),
        await guest.call('POST', `${scene.base}/${id}/discard`, {}),
        await guest.call('POST', `${scene.base}/${id}/undo`),
      ]
      return answers.map(({ status }) => status)
    }
    const members = `/api/projects/${scene.id}/members`
    const become = (role: Role) => owner.call('PUT', `${members}/${guest.session.user.id}`, { role })
    expect(await asked()).toEqual([404, 404, 404, 404, 404, 404])
    await owner.call('POST', members, { email: guest.session.user.email, role: 'viewer' })
    expect(await asked()).toEqual([200, 200, 403, 403, 403, 403])
    await become('commenter')
    expect(await asked()).toEqual([200, 200, 201, 403, 403, 403])
    const [own] = (await owner.call<{ data: Proposal[] }>('GET', scene.base)).body.data
    expect((await guest.call('POST', `${scene.base}/${own?.id}/discard`, {})).body).toMatchObject({
      status: 'discarded',
    })
    await become('editor')
    expect(await asked()).toEqual([200, 200, 201, 200, 200, 200])
  })

  it('waits with at most 99 others', async () => {
    const scene = await newScene()
    const entries = await fork(scene, (doc, origin) => level(doc, scene.first, 5, origin))
    const all = await Promise.all(Array.from({ length: 100 }, () => send(scene, entries)))
    expect(all.every(({ status }) => status === 201)).toBe(true)
    expect((await send(scene, entries)).status).toBe(409)
    await owner.call('POST', `${scene.base}/${all[0]?.body.id}/discard`, {})
    expect((await send(scene, entries)).status).toBe(201)
  })
})
