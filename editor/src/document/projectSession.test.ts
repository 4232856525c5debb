import 'fake-indexeddb/auto'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { seedProject } from '@axiom/shared/document/seed'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { LocalStore } from './localStore.ts'
import { openProjectSession, type ProjectSession } from './projectSession.ts'
import type { Renewal } from './renewal.ts'
import { FakeLocks } from './test/fakeLocks.ts'
import { FakeServer } from './test/fakeServer.ts'

const SEED = seedProject({ projectId: 'p1', name: 'P', template: 'orders' })
const OTHER: EditorOrigin = { kind: 'editor', label: 'Other' }

let server: FakeServer
let users = 0
let session: ProjectSession
let opened: ProjectSession[]

beforeEach(() => {
  server = new FakeServer(SEED)
  users += 1
  opened = []
  Object.defineProperty(navigator, 'locks', { value: new FakeLocks(), configurable: true })
  keepLocally(true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of opened) await one.close()
})

function keepLocally(can: boolean): void {
  Object.defineProperty(globalThis, 'isSecureContext', { value: can, configurable: true })
}

function open(renewal: Renewal | null = null): ProjectSession {
  const one = openProjectSession({
    projectId: 'p1',
    user: { id: `user${users}`, name: 'Me' },
    getToken: async () => 'token',
    renewal,
    url: 'ws://x',
    openSocket: server.open,
  })
  opened.push(one)
  return one
}

const isSaved = (one: ProjectSession) =>
  vi.waitFor(() => expect(one.status.get()).toMatchObject({ kind: 'saved', changes: 0 }))
const isOffline = (one: ProjectSession, changes: number) =>
  vi.waitFor(() => expect(one.status.get()).toMatchObject({ kind: 'offline', changes }))

/** As the page does after a refusal. */
async function renewed(one: ProjectSession, meanwhile = (): void => undefined): Promise<ProjectSession> {
  const renewal = await vi.waitFor(() => one.renewal() ?? expect.fail('no renewal'))
  await one.close()
  meanwhile()
  return open(renewal)
}

const screenOf = (doc: ProjectDoc): string => [...doc.roots.screens.keys()][0] ?? ''
const nodesOf = (doc: ProjectDoc): string[] => [...doc.roots.nodes.keys()]
const nameOf = (doc: ProjectDoc, id: string | undefined): unknown => doc.roots.nodes.get(id ?? '')?.get('name')

function rename(one: ProjectSession, id: string | undefined, name: string): void {
  one.undo.step('Rename', () =>
    one.doc.y.transact(() => one.doc.roots.nodes.get(id ?? '')?.set('name', name), one.origin),
  )
}

function insert(one: ProjectSession): string {
  const [id = ''] = one.undo.step('Insert', () =>
    insertNodes(one.doc, { parentId: screenOf(one.doc), nodes: [{ type: 'card' }] }, one.origin),
  )
  return id
}

it.each([true, false])(
  '[G4] a change that the own gate refuses is never sent and is undone, all else goes on (kept on this device: %s)',
  async (local) => {
    keepLocally(local)
    session = open()
    await isSaved(session)
    const [a, b] = nodesOf(session.doc)
    const said = vi.spyOn(console, 'error').mockReturnValue()
    server.down()
    rename(session, a, 'Mine')
    const card = insert(session)
    await isOffline(session, 2)
    session.doc.roots.nodes.get(b ?? '')?.set('nonsense', 1)
    expect(session.renewal()).toMatchObject({ kind: 'undone', refusal: { code: 'layout', key: `nodes/${b}/nonsense` } })
    expect(said).toHaveBeenCalledTimes(1)

    const next = await renewed(session)
    await isOffline(next, 2)
    expect(nameOf(next.doc, a)).toBe('Mine')
    expect(next.doc.roots.nodes.get(b ?? '')?.has('nonsense')).toBe(false)
    server.isUp = true
    next.retry()
    await isSaved(next)
    const kept = openProjectDoc(server.y)
    expect(nameOf(kept, a)).toBe('Mine')
    expect(kept.roots.nodes.has(card)).toBe(true)
    expect(kept.roots.nodes.get(b ?? '')?.has('nonsense')).toBe(false)
  },
)

it('[G4] after a refusal the other edits are made again on the server’s document; what others deleted stays deleted', async () => {
  session = open()
  await isSaved(session)
  const [a, b, c, d, e] = nodesOf(session.doc)
  rename(session, d, 'Acknowledged')
  await isSaved(session)

  server.down()
  rename(session, a, 'Refused')
  rename(session, b, 'Mine')
  const card = insert(session)
  await isOffline(session, 3)
  const theirs = openProjectDoc(server.y)
  trashNodes(theirs, { ids: [c ?? ''] }, OTHER)
  theirs.y.transact(() => theirs.roots.nodes.get(d ?? '')?.set('name', 'Theirs'), OTHER)
  const atOfTrashed = theirs.roots.nodes.get(c ?? '')?.get('at')
  server.refuse = (touched) => (touched.includes(`nodes/${a}/name`) ? { code: 'layout', key: `nodes/${a}/name` } : null)
  server.isUp = true
  session.retry()

  const next = await renewed(session, () => trashNodes(theirs, { ids: [e ?? ''] }, OTHER))
  await isSaved(next)
  for (const doc of [openProjectDoc(server.y), next.doc]) {
    expect(doc.roots.nodes.get(e ?? '')?.get('at')).toContain('trash')
    expect(nameOf(doc, a)).not.toBe('Refused')
    expect(nameOf(doc, b)).toBe('Mine')
    expect(doc.roots.nodes.get(card)?.get('type')).toBe('card')
    expect(doc.roots.nodes.get(card)?.get('at')).toContain(screenOf(doc))
    expect(doc.roots.nodes.get(c ?? '')?.get('at')).toEqual(atOfTrashed)
    expect(nameOf(doc, d)).toBe('Theirs')
  }
  await next.close()
  const store = await LocalStore.open(`user${users}`, 'p1')
  const rescues = await store.listRescues()
  store.close()
  expect(rescues.map(({ reason }) => reason)).toEqual([`layout nodes/${a}/name`])
})

it('[G4] a second refusal drops the next key too; after a few the work rests, with a copy', async () => {
  session = open()
  await isSaved(session)
  const ids = nodesOf(session.doc)
  server.down()
  for (const id of ids.slice(0, 6)) rename(session, id, 'Mine')
  await isOffline(session, 6)
  server.refuse = (touched) => {
    const key = touched.find((name) => name.endsWith('/name'))
    return key === undefined ? null : { code: 'layout', key }
  }
  server.isUp = true
  session.retry()
  let current = session
  for (let round = 0; round < 3; round++) current = await renewed(current)
  await vi.waitFor(() => expect(current.status.get().problem).toBe('refused'))
  expect(current.renewal()).toBeNull()
})

it('counts what is not acknowledged, over a reload too; a batch on its way is not saved', async () => {
  session = open()
  await isSaved(session)
  server.down()
  const [a, b] = nodesOf(session.doc)
  rename(session, a, 'One')
  rename(session, b, 'Two')
  await isOffline(session, 2)
  await session.close()
  session = open()
  await isOffline(session, 2)
  expect(nameOf(session.doc, a)).toBe('One')
  server.isUp = true
  session.retry()
  await isSaved(session)
  expect(nameOf(openProjectDoc(server.y), b)).toBe('Two')
})

it('two tabs of one browser: each counts the other’s edits, and what it shows is on this device', async () => {
  session = open()
  await isSaved(session)
  const second = open()
  await isSaved(second)
  server.down()
  const [a, b, c] = nodesOf(session.doc)
  rename(session, a, 'One')
  rename(second, b, 'Two')
  rename(second, c, 'Three')
  for (const tab of [session, second]) await isOffline(tab, 3)
  // The writing tab goes first; the other one takes over, and nothing is lost when it goes too.
  await session.close()
  await second.close()
  const later = open()
  await isOffline(later, 3)
  expect([a, b, c].map((id) => nameOf(later.doc, id))).toEqual(['One', 'Two', 'Three'])
  server.isUp = true
  later.retry()
  await isSaved(later)
})

it.each([true, false])(
  '[C15] on a document that has begun anew unsent edits of every kind are made again (kept on this device: %s)',
  async (local) => {
    keepLocally(local)
    session = open()
    await isSaved(session)
    const [a, b, c, d] = nodesOf(session.doc)
    server.down()
    rename(session, a, 'Mine')
    const card = insert(session)
    trashNodes(session.doc, { ids: [b ?? ''] }, session.origin)
    setMeta(session.doc, { name: 'My project' }, session.origin)
    await isOffline(session, 4)
    const theirs = openProjectDoc(server.y)
    theirs.y.transact(() => theirs.roots.nodes.get(d ?? '')?.set('name', 'Theirs'), OTHER)
    server.beginEpoch()
    const after = openProjectDoc(server.y)
    after.y.transact(() => after.roots.nodes.get(c ?? '')?.set('name', 'Later'), OTHER)
    server.isUp = true
    session.retry()

    const next = await renewed(session)
    await isSaved(next)
    for (const doc of [openProjectDoc(server.y), next.doc]) {
      expect([a, c, d].map((id) => nameOf(doc, id))).toEqual(['Mine', 'Later', 'Theirs'])
      expect(doc.roots.nodes.get(card)?.get('type')).toBe('card')
      expect(doc.roots.nodes.get(card)?.get('at')).toContain(screenOf(doc))
      expect(doc.roots.nodes.get(b ?? '')?.get('at')).toContain('trash')
      expect(doc.roots.meta.get('name')).toBe('My project')
      expect(doc.roots.meta.get('epoch')).toBe(1)
    }
    expect(nodesOf(next.doc).toSorted()).toEqual(nodesOf(openProjectDoc(server.y)).toSorted())
    if (!local) return
    await next.close()
    const later = open()
    await isSaved(later)
    expect(nameOf(later.doc, a)).toBe('Mine')
  },
)

it('[C15] without unsent edits the document is opened afresh, and no copy is made', async () => {
  session = open()
  await isSaved(session)
  await session.close()
  server.beginEpoch()
  session = open()
  const renewal = await vi.waitFor(() => session.renewal() ?? expect.fail('no renewal'))
  expect(renewal).toMatchObject({ kind: 'outdated', replay: null })
  const next = await renewed(session)
  await isSaved(next)
  expect(next.doc.roots.meta.get('epoch')).toBe(1)
  await next.close()
  const store = await LocalStore.open(`user${users}`, 'p1')
  expect(await store.listRescues()).toEqual([])
  store.close()
})

it('[C15] two tabs with unsent edits come to the new document, each edit once', async () => {
  session = open()
  await isSaved(session)
  const second = open()
  await isSaved(second)
  server.down()
  const [a, b] = nodesOf(session.doc)
  rename(session, a, 'One')
  rename(second, b, 'Two')
  const card = insert(second)
  for (const tab of [session, second]) await isOffline(tab, 3)
  server.beginEpoch()
  const before = openProjectDoc(server.y).roots.nodes.size
  server.isUp = true
  session.retry()
  second.retry()
  const tabs = await Promise.all(
    [session, second].map(async (tab) => {
      let current = tab
      // The tab that does not write may be told once more until the other one has emptied the store.
      for (;;) {
        await vi.waitFor(
          () => expect(current.renewal() ?? (current.status.get().kind === 'saved' || null)).not.toBeNull(),
          5_000,
        )
        if (current.renewal() === null) return current
        current = await renewed(current)
      }
    }),
  )
  for (const doc of [openProjectDoc(server.y), ...tabs.map((tab) => tab.doc)])
    await vi.waitFor(() => {
      expect([a, b].map((id) => nameOf(doc, id))).toEqual(['One', 'Two'])
      expect(doc.roots.nodes.get(card)?.get('type')).toBe('card')
      expect(doc.roots.nodes.size).toBe(before + 1)
    })
})
