import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { LOCAL_STORE_ORIGIN, TAB_ORIGIN } from './origins.ts'
import { ServerCopy } from './serverCopy.ts'

const SERVER = { sendFrame: (): void => undefined }

function scene() {
  const y = new Y.Doc()
  const copy = new ServerCopy(y)
  const theirs = new Y.Doc()
  theirs.on('update', (update: Uint8Array) => Y.applyUpdate(y, update, SERVER))
  return { y, copy, theirs }
}

function read(update: Uint8Array | null): Record<string, unknown> {
  const y = new Y.Doc()
  if (update !== null) Y.applyUpdate(y, update)
  return y.getMap('m').toJSON()
}

it('[G4] tells what the server holds from what it may not hold, until it says so', () => {
  const { y, copy, theirs } = scene()
  theirs.getMap('m').set('theirs', 1)
  y.getMap('m').set('mine', 1)
  expect(read(copy.parts().known)).toEqual({ theirs: 1 })
  expect(Object.keys(read(Y.mergeUpdates([copy.parts().known, copy.parts().own ?? new Uint8Array()])))).toHaveLength(2)
  copy.drained()
  expect(copy.parts().own).toBeNull()
  expect(read(copy.parts().known)).toEqual({ theirs: 1, mine: 1 })
  copy.freeze()
  y.getMap('m').set('late', 1)
  expect(read(copy.parts().known)).toEqual({ theirs: 1, mine: 1 })
})

it('thousands of updates of others become one by themselves, but nothing of one’s own is taken for acknowledged', async () => {
  const { y, copy, theirs } = scene()
  for (let i = 0; i < 4_100; i++) theirs.getMap('m').set('n', i)
  const before = copy.parts().known.length
  await expect.poll(() => copy.parts().known.length, { timeout: 10_000 }).toBeLessThan(before / 2)
  y.getMap('m').set('mine', 1)
  for (let i = 0; i < 4_100; i++) theirs.getMap('m').set('n', i)
  copy.fold()
  expect(read(copy.parts().known)).toEqual({ n: 4_099 })
})

it('[M8] own are this tab, other tabs, and what waited before a reload', () => {
  const { y, copy, theirs } = scene()
  const [tab, earlier] = [new Y.Doc(), new Y.Doc()]
  for (const doc of [tab, earlier, theirs]) doc.getMap('m').set(`k${doc.clientID}`, 1)
  Y.applyUpdate(y, Y.encodeStateAsUpdate(tab), TAB_ORIGIN)
  copy.load({ known: Y.encodeStateAsUpdate(new Y.Doc()), own: Y.encodeStateAsUpdate(earlier) })
  Y.applyUpdate(y, Y.encodeStateAsUpdate(earlier), LOCAL_STORE_ORIGIN)
  expect([y, tab, earlier, theirs].map(({ clientID }) => copy.isOwn(clientID))).toEqual([true, true, true, false])
})
