import './people/browser.ts'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import type { Origin, ProjectDoc } from '@axiom/shared/document/projectDoc'
import { seedProject } from '@axiom/shared/document/seed'
import { fragmentOf, readParagraphs, textOf } from '@axiom/shared/document/texts'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { openProjectSession, type ProjectSession } from '../editor/src/document/projectSession.ts'
import type { Renewal } from '../editor/src/document/renewal.ts'
import { startDoor } from '../server/src/collaboration/test/startDoor.ts'

const SEED = seedProject({ projectId: 'project1', name: 'Shop', template: 'orders' })
/** Whatever is out of memory begins anew. */
const ALWAYS = { epochs: { clients: 0, deadShare: 2, structs: 1 } }
const ORIGIN: Origin = { kind: 'server', reason: 'test' }

/** Puts a word at the end of a text and of the last paragraph of a rich text. */
function write(doc: ProjectDoc, node: string, word: string, origin: Origin): void {
  doc.y.transact(() => {
    const text = textOf(doc, node, 'label')
    text?.insert(text.length, ` ${word}`)
    const paragraph = fragmentOf(doc, node)?.get(0)
    const words = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null
    if (words instanceof Y.XmlText) words.insert(words.length, ` ${word}`)
  }, origin)
}

it('[C15] the editor, over a real socket, makes its unsent edits again on a document that has begun anew, texts and rich texts too', async () => {
  const door = await startDoor({ seedOf: async () => SEED, limits: ALWAYS, idleMs: 20 })
  const { documents } = door.collaboration
  const sockets = new Set<WebSocket>()
  let isUp = true
  const open = (renewal: Renewal | null = null): ProjectSession => {
    const session = openProjectSession({
      projectId: 'project1',
      user: { id: 'ann', name: 'Ann' },
      url: door.url,
      getToken: async () => 'ann',
      openSocket: (url) => {
        // Nobody listens there.
        const socket = new WebSocket(isUp ? url : 'ws://127.0.0.1:9/')
        sockets.add(socket)
        return socket
      },
      renewal,
    })
    onTestFinished(() => session.close())
    return session
  }
  const isSaved = (session: ProjectSession) =>
    expect.poll(() => session.status.get(), { timeout: 15_000 }).toMatchObject({ kind: 'saved', changes: 0 })

  const ann = open()
  await isSaved(ann)
  const [screen = ''] = ann.doc.roots.screens.keys()
  const [node = ''] = insertNodes(
    ann.doc,
    { parentId: screen, nodes: [{ type: 'card', texts: { label: 'One' }, richText: ['One'] }] },
    ann.origin,
  )
  await isSaved(ann)
  isUp = false
  for (const socket of sockets) socket.close()
  await expect.poll(() => ann.status.get().kind).toBe('offline')
  write(ann.doc, node, 'mine', ann.origin)
  const [added = ''] = insertNodes(ann.doc, { parentId: screen, nodes: [{ type: 'card' }] }, ann.origin)
  await documents.editDocument('project1', {
    reason: 'test',
    actorId: null,
    edit: (doc) => editText(doc, { id: node, name: 'label', text: 'All One' }, ORIGIN),
  })
  await expect
    .poll(async () => (await door.metrics.getSingleMetric('collaboration_epochs_total')?.get())?.values[0]?.value ?? 0)
    .toBeGreaterThan(0)
  isUp = true
  ann.retry()
  await expect.poll(() => ann.renewal()?.kind, { timeout: 15_000 }).toBe('outdated')
  const renewal = ann.renewal()
  await ann.close()
  const next = open(renewal)
  await isSaved(next)
  const read = (doc: ProjectDoc) => ({
    epoch: Number(doc.roots.meta.get('epoch')) > 0,
    label: textOf(doc, node, 'label')?.toJSON(),
    rich: readParagraphs(fragmentOf(doc, node) ?? new Y.XmlFragment()),
    added: doc.roots.nodes.get(added)?.get('type'),
  })
  const wanted = { epoch: true, label: 'All One mine', rich: ['One mine'], added: 'card' }
  expect(read(next.doc)).toEqual(wanted)
  expect(await documents.readDocument('project1', read)).toEqual(wanted)
})
