import { expect, it } from 'vitest'

import { joinProject, startDoor, until } from './test/startDoor.ts'

it('[C1] two clients see each other, and what is acknowledged is there after a restart', async () => {
  const door = await startDoor()
  const a = joinProject(door.url, 'ann')
  const b = joinProject(door.url, 'bob')
  await until('both synced', () => a.synced && b.synced)
  a.document.getMap('theme').set('x', 1)
  b.document.getMap('theme').set('y', 2)
  await until('both acknowledged', () => !a.hasUnsyncedChanges && !b.hasUnsyncedChanges)
  await until('both converged', () => [a, b].every((one) => one.document.getMap('theme').size === 2))
  expect(await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)).toBe(2)
  await door.stop()
  const again = await startDoor({ dataDir: door.dataDir })
  expect(await again.collaboration.documents.readDocument('project1', (doc) => doc.y.getMap('theme').toJSON())).toEqual(
    { x: 1, y: 2 },
  )
})

it('[C8] the server edits documents while clients edit them', async () => {
  const door = await startDoor()
  const a = joinProject(door.url, 'ann')
  await until('synced', () => a.synced)
  const { documents } = door.collaboration
  const edits = Array.from({ length: 50 }, (_, i) => {
    a.document.getMap('theme').set(`client${i}`, i)
    return documents.editDocument('project1', {
      reason: 'test',
      actorId: null,
      edit: (doc) => doc.roots.meta.set(`server${i}`, i),
    })
  })
  await Promise.all(edits)
  await until('acknowledged', () => !a.hasUnsyncedChanges)
  await until('client has all', () => a.document.getMap('meta').size === 50)
  const sizes = await documents.readDocument('project1', (doc) => [doc.roots.meta.size, doc.roots.theme.size])
  expect(sizes).toEqual([50, 50])
})
