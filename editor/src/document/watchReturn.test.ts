import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import type { RemoteMoment } from './projectSession.ts'
import type { SyncStatus } from './syncStatus.ts'
import { watchReturn, type Return } from './watchReturn.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }
const HOUR = 3_600_000

/** What is watched of a session, moved by hand: its status, and what others did. */
function open(doc: ProjectDoc) {
  const remote = { kind: 'remote' }
  const listeners = new Set<() => void>()
  let kind: SyncStatus['kind'] = 'saved'
  return {
    doc,
    status: {
      get: (): SyncStatus => ({ kind, changes: 0, problem: null, keeping: 'kept' }),
      subscribe: (listener: () => void) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    loaded: () => true,
    encode: () => Y.encodeStateAsUpdate(doc.y),
    isOwn: (client: number) => client === doc.y.clientID,
    onRemote: (listener: (transaction: Y.Transaction) => void, when: RemoteMoment = 'afterTransaction') => {
      const heard = (transaction: Y.Transaction): void => {
        if (transaction.origin === remote) listener(transaction)
      }
      doc.y.on(when, heard)
      return () => doc.y.off(when, heard)
    },
    become(next: SyncStatus['kind']) {
      kind = next
      for (const listener of listeners) listener()
    },
    hear: (other: ProjectDoc) => Y.applyUpdate(doc.y, Y.encodeStateAsUpdate(other.y), remote),
  }
}

function start() {
  const doc = openProjectDoc()
  // The larger id wins where both write.
  doc.y.clientID = 10
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const [mine = '', theirs = '', both = ''] = insertNodes(
    doc,
    { parentId: screen, nodes: [{ type: 'card' }, { type: 'card' }, { type: 'card' }] },
    ORIGIN,
  )
  const other = openProjectDoc()
  other.y.clientID = 20
  Y.applyUpdate(other.y, Y.encodeStateAsUpdate(doc.y))
  const told: Return[] = []
  const session = open(doc)
  const away = (ms: number): void => {
    let seen = 0
    watchReturn(session, { read: () => seen, write: (at) => (seen = at - ms) }, (merged) => told.push(merged))
    session.become('offline')
    setProps(doc, { ids: [mine, both], props: { a: 1 } }, ORIGIN)
    setProps(other, { ids: [theirs, both], props: { a: 2 } }, ORIGIN)
    session.become('connecting')
    session.hear(other)
    session.become('saved')
  }
  return { away, told, session, other, theirs, both }
}

it('[M8] tells after hours what others changed and what of one’s own lost, and one’s own changes not', () => {
  const { away, told, theirs, both } = start()
  away(3 * HOUR)
  expect(told.map(({ changes, lost }) => [changes.map(({ id }) => id).sort(), lost])).toEqual([
    [[theirs, both].sort(), 1],
  ])
})

it('tells also what an open line brought before the browser knew of the network', () => {
  const { told, session, other, theirs } = start()
  let seen = 0
  watchReturn(session, { read: () => seen, write: (at) => (seen = at - 3 * HOUR) }, (merged) => told.push(merged))
  session.become('offline')
  setProps(other, { ids: [theirs], props: { a: 2 } }, ORIGIN)
  session.hear(other)
  session.become('offline')
  session.become('saved')
  expect(told.map(({ changes }) => changes.map(({ id }) => id))).toEqual([[theirs]])
})

it('says nothing after minutes, when nothing was changed, or when a try to connect fails', () => {
  const { away, told, session, other } = start()
  away(HOUR / 2)
  session.become('offline')
  session.become('connecting')
  session.become('offline')
  session.hear(other)
  session.become('saved')
  expect(told).toEqual([])
})
