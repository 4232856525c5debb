import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { chunkIdAt, newChunkId } from './chunkId.ts'
import { type Attribution, type Chunk, type ChunkStore, type ClockRange, STALE } from './chunkStore.ts'
import { type HistoryQuery, SPAN_MS } from './history.ts'

/** What every ChunkStore must do [C2, C5]. `open` called twice on the same place must find what was stored. */
export function describeChunkStore(
  name: string,
  setUp: () => Promise<{ open: () => ChunkStore | Promise<ChunkStore>; remove: () => Promise<void> }>,
): void {
  describe(`ChunkStore: ${name}`, () => {
    let place: Awaited<ReturnType<typeof setUp>>
    let store: ChunkStore

    beforeEach(async () => {
      place = await setUp()
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })

    it('[C2] gives back what was appended, in id order, also after a restart', async () => {
      const chunks = typing(20).map((u) => chunk('p', u))
      await Promise.all(chunks.toReversed().map((one) => store.append(one, null)))
      expect((await store.load('p')).chunks).toEqual(chunks)
      await store.close()
      store = await place.open()
      expect((await store.load('p')).chunks).toEqual(chunks)
    })

    it('[C2] keeps documents apart', async () => {
      const [a = new Uint8Array()] = typing(1)
      await store.append(chunk('p', a), null)
      expect((await store.load('q')).chunks).toEqual([])
    })

    it('[C2] takes a repeated id with the same bytes, and nothing else under it', async () => {
      const [a = new Uint8Array(), b = new Uint8Array()] = typing(2)
      const first = chunk('p', a)
      await store.append(first, attribution('user', 1))
      await store.append(first, null)
      await expect(store.append({ ...first, u: b }, null)).rejects.toThrow()
      expect((await store.load('p')).chunks).toEqual([first])
    })

    it('[C2] a refused chunk does not harm the others of its batch', async () => {
      const [a = new Uint8Array(), b = new Uint8Array()] = typing(2)
      const first = chunk('p', a)
      await store.append(first, null)
      const second = chunk('p', b)
      const outcomes = await Promise.allSettled([store.append({ ...first, u: b }, null), store.append(second, null)])
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled'])
      expect((await store.load('p')).chunks).toEqual([first, second])
    })

    it('[C4] a load sees every append that was handed in before it', async () => {
      const chunks = typing(5).map((u) => chunk('p', u))
      const appended = chunks.map((one) => store.append(one, null))
      expect((await store.load('p')).chunks).toHaveLength(5)
      await Promise.all(appended)
    })

    it('[G2] a client id belongs to its first writer, also after a restart; those of the server to nobody else', async () => {
      const [a, b, c, d] = typing(4).map((u) => chunk('p', u))
      if (!a || !b || !c || !d) throw new Error('four chunks')
      await store.append(a, { ...attribution('ann', 7), wrote: [range(7), range(8)] })
      await store.append(b, attribution('bob', 7))
      await store.append(c, { ...attribution('bob', 9), origin: 'server' })
      await store.append(d, { ...attribution('bob', 10), wrote: [] })
      await store.close()
      store = await place.open()
      expect((await store.load('p')).owners).toEqual(
        new Map<number, string | null>([
          [7, 'ann'],
          [8, 'ann'],
          [9, null],
        ]),
      )
      expect((await store.load('q')).owners.size).toBe(0)
    })

    it('[C10] since gives the updates after an id that are not known, also when a snapshot covers them', async () => {
      const [first, second, third, fourth] = typing(4).map((u) => chunk('p', u))
      if (!first || !second || !third || !fourth) throw new Error('four chunks')
      const since = async (after: string, seen: Chunk[]): Promise<Chunk[]> =>
        (await store.since('p', after, new Set(seen.map(({ _id }) => _id)))).chunks
      for (const one of [first, second, third]) await store.append(one, attribution('ann', 7))
      expect(await since(first._id, [third])).toEqual([second])
      await store.compact('p')
      await store.append(fourth, null)
      expect(await since(first._id, [third])).toEqual([second, fourth])
      expect(await since('', [])).toEqual([first, second, third, fourth])
      expect(await store.since('p', '', new Set())).toMatchObject({ owners: new Map([[7, 'ann']]) })
      expect(await store.since('p', fourth._id, new Set())).toEqual({ chunks: [], owners: new Map(), epoch: 0 })
      expect((await store.since('other', '', new Set())).chunks).toEqual([])
    })
    describeCompaction(() => store)
    describeHistory(() => store)
    const again = (): Promise<ChunkStore> => Promise.resolve(place.open())
    describeEpochs(() => store, again)
    describeRemoval(() => store, again)
  })
}

function describeCompaction(current: () => ChunkStore): void {
  it('[C5] compaction loads the same state from fewer chunks', async () => {
    const updates = typing(50)
    for (const u of updates) await current().append(chunk('p', u), null)
    const before = stateOf((await current().load('p')).chunks)
    const result = await current().compact('p')
    expect(result?.covered).toBe(50)
    const { chunks } = await current().load('p')
    expect(chunks).toHaveLength(1)
    expect(stateOf(chunks)).toEqual(before)
    expect(await current().compact('p')).toBeNull()
  })

  it('[C5] appends during a compaction survive it, and two compactions at once are harmless', async () => {
    const updates = typing(60)
    for (const u of updates.slice(0, 30)) await current().append(chunk('p', u), null)
    await Promise.all([
      current().compact('p'),
      ...updates.slice(30).map((u) => current().append(chunk('p', u), null)),
      current().compact('p'),
    ])
    expect(stateOf((await current().load('p')).chunks)).toEqual(stateOf(updates.map((u) => chunk('p', u))))
  })

  it('[C5] gives the state of an earlier moment, also when it is compacted since', async () => {
    const updates = typing(30).map((u, i) => ({ ...chunk('p', u), _id: chunkIdAt(1_000 + i) }))
    const then = stateOf(updates.slice(0, 11))
    for (const one of updates) await current().append(one, null)
    const at = async (time: number): Promise<unknown> => stateOf((await current().load('p', time)).chunks)
    expect(await at(1_010)).toEqual(then)
    await current().compact('p')
    expect(await at(1_010)).toEqual(then)
    expect(await at(999)).toEqual(stateOf([]))
    expect(await at(Date.now())).toEqual(stateOf(updates))
  })

  it('[C7] a broken chunk stays as it is and goes into no snapshot', async () => {
    const updates = typing(10)
    for (const u of updates) await current().append(chunk('p', u), null)
    const broken = chunk('p', new Uint8Array([9, 9, 9]))
    await current().append(broken, null)
    expect(await current().compact('p')).toMatchObject({ covered: 10 })
    const { chunks } = await current().load('p')
    expect(chunks).toHaveLength(2)
    expect(chunks).toContainEqual(broken)
    expect(stateOf(chunks.filter(({ _id }) => _id !== broken._id))).toEqual(stateOf(updates.map((u) => chunk('p', u))))
    expect(await current().compact('p')).toBeNull()
  })

  it('[C6] keeps documents of 30 MB: updates and snapshots', { timeout: 120_000 }, async () => {
    const [small = new Uint8Array(), ...large] = largeUpdates()
    await current().append(chunk('p', small), null)
    for (const u of large) await current().append(chunk('p', u), null)
    const before = stateOf((await current().load('p')).chunks)
    expect(await current().compact('p')).toMatchObject({ covered: 3 })
    const { chunks } = await current().load('p')
    expect(chunks.map(({ k, u }) => [k, u.length > 30 << 20])).toEqual([['s', true]])
    expect(stateOf(chunks)).toEqual(before)
  })

  it('[C5] refuses to compact over a gap', async () => {
    const [a = new Uint8Array(), , c = new Uint8Array()] = typing(3)
    await current().append(chunk('p', a), null)
    await current().append(chunk('p', c), null)
    expect(await current().compact('p')).toBeNull()
    expect((await current().load('p')).chunks).toHaveLength(2)
  })
}

/** What was edited, by attributions [C2]. Times are of today: older ones go by themselves. */
function describeHistory(current: () => ChunkStore): void {
  const now = Math.floor(Date.now() / SPAN_MS) * SPAN_MS
  const minutes = (count: number): number => now + count * 60_000
  const ALL = { before: minutes(60) }
  const told = async (query: HistoryQuery): Promise<unknown[]> => {
    const spans: unknown[] = []
    for (let { before } = query; ;) {
      const span = await current().history('p', { ...query, before })
      if (span === null) return spans
      spans.push(
        span.groups.map(({ by, reason, first, last, edits, touched }) =>
          [by, reason, (first - now) / 60_000, (last - now) / 60_000, edits, touched.join(' ')].join(' | '),
        ),
      )
      before = span.start
    }
  }
  const write = async (at: number, by: string | null, touched: string[], reason?: string): Promise<void> => {
    const [u = new Uint8Array()] = typing(1)
    const origin = reason === undefined ? 'client' : 'server'
    const wrote = [range(origin === 'client' ? 7 : 1)]
    const one = { ...chunk('p', u), _id: chunkIdAt(at).slice(0, -4) + String(number++).padStart(4, '0') }
    await current().append(one, { by, origin, wrote, touched, ...(reason !== undefined && { reason }) })
  }
  let number = 0
  const writeAll = async (): Promise<void> => {
    await write(minutes(1), 'ann', ['nodes/a/p:text'])
    await write(minutes(2), 'bob', ['nodes/b/at', 'trash/nodes/b'])
    await write(minutes(3), 'ann', ['nodes/c', 'nodes/c/at'])
    await write(minutes(4), 'ann', ['nodes/a/p:text', 'nodes/ab/p:text'])
    await write(minutes(5), 'bob', ['nodes/a/at', 'screens/s/name'], 'restore')
    await write(minutes(-9), 'ann', ['nodes/a', 'nodes/a/at'])
    await write(minutes(-95), null, ['meta/schema'], 'migration')
  }

  it('[C2] who edited what is told span by span, the latest first, also when it is compacted meanwhile', async () => {
    await writeAll()
    const expected = [
      [
        'bob | restore | 5 | 5 | 1 | nodes/a/at screens/s/name',
        'ann |  | 1 | 4 | 3 | nodes/c nodes/c/at nodes/a/p:text nodes/ab/p:text',
        'bob |  | 2 | 2 | 1 | nodes/b/at trash/nodes/b',
      ],
      ['ann |  | -9 | -9 | 1 | nodes/a nodes/a/at'],
      [' | migration | -95 | -95 | 1 | meta/schema'],
    ]
    expect(await told(ALL)).toEqual(expected)
    await current().compact('p')
    await write(minutes(6), 'ann', ['theme/accent'])
    expect(await told({ before: minutes(6) })).toEqual(expected)
    expect(await told({ ...ALL, from: minutes(6) })).toEqual([['ann |  | 6 | 6 | 1 | theme/accent']])
    expect(await current().history('q', ALL)).toBeNull()
  })

  it.each<[string, Partial<HistoryQuery>, (string | number)[]]>([
    ['by author', { by: 'bob' }, ['restore 1', '- 1']],
    ['by people', { kind: 'people', from: now }, ['- 3', '- 1']],
    ['by the server', { kind: 'server' }, ['restore 1', 'migration 1']],
    ['by reason', { kind: 'restore' }, ['restore 1']],
    ['by row', { row: 'nodes/a' }, ['restore 1', '- 2', '- 1']],
    ['by all of it', { row: 'nodes/a', by: 'ann', kind: 'people', from: now }, ['- 2']],
    ['without any', { row: 'nodes/none' }, []],
  ])('[C2] what is told can be chosen: %s', async (_, chosen, groups) => {
    await writeAll()
    const found: string[] = []
    for (let { before }: HistoryQuery = ALL; ;) {
      const span = await current().history('p', { ...chosen, before })
      if (span === null) break
      found.push(...span.groups.map(({ reason, edits }) => `${reason ?? '-'} ${edits}`))
      before = span.start
    }
    expect(found).toEqual(groups)
  })
}

function range(client: number): ClockRange {
  return { client, from: 0, to: 1 }
}

/** Projects that are deleted for good. */
function describeRemoval(current: () => ChunkStore, open: () => Promise<ChunkStore>): void {
  it('[C2] nothing is left of a project that is taken away, also for others, and everything of others stays', async () => {
    const store = current()
    for (const d of ['p', 'q']) {
      for (const u of typing(300)) await store.append(chunk(d, u), attribution('ann', 1))
    }
    expect(await store.rebuild('p')).toEqual({ epoch: 1 })
    const other = await open()
    onTestFinished(() => other.close())
    const kept = await store.load('q')
    await store.remove('p')
    await store.remove('p')
    for (const one of [store, other]) {
      expect(await one.load('p')).toEqual({ chunks: [], seen: new Set(), owners: new Map(), epoch: 0 })
      expect(await one.load('q')).toEqual(kept)
    }
    const asked = { before: Date.now() + 1_000 } as const
    expect(await store.history('p', asked)).toBeNull()
    expect(await store.history('q', asked)).not.toBeNull()
    // Its epoch is forgotten as well: under its id a log would begin anew.
    const [first = new Uint8Array()] = typing(1)
    await store.append(chunk('p', first), null)
  })
}

/** New epochs [C14]. `open` opens the same place once more, as another replica does. */
function describeEpochs(current: () => ChunkStore, open: () => Promise<ChunkStore>): void {
  const nameIn = (chunks: readonly Chunk[]): unknown => {
    const y = new Y.Doc()
    for (const { u } of chunks) Y.applyUpdate(y, u)
    return { name: y.getMap('meta').get('name'), epoch: y.getMap('meta').get('epoch'), clients: y.store.clients.size }
  }

  it('[C14] a rebuilt log has the same content under one client id; nothing of the old one is taken any more', async () => {
    const store = current()
    const chunks = renamings(40)
    for (const one of chunks.slice(0, 30)) await store.append(one, attribution('ann', 1))
    await store.compact('p')
    for (const one of chunks.slice(30)) await store.append(one, attribution('bob', 2))
    const then = Date.now()
    await waitForNextMs(then)
    expect(await store.rebuild('p')).toEqual({ epoch: 1 })
    const loaded = await store.load('p')
    expect(nameIn(loaded.chunks)).toEqual({ name: 'name 39', epoch: 1, clients: 1 })
    expect(loaded).toMatchObject({ epoch: 1, chunks: [{ k: 's', e: 1 }] })
    for (const client of [100, 139]) expect(loaded.owners.get(client)).toBeNull()
    expect([loaded.owners.get(1), loaded.owners.get(2)]).toEqual(['ann', 'bob'])
    expect(nameIn((await store.load('p', then)).chunks)).toEqual({ name: 'name 39', epoch: undefined, clients: 40 })
    await expect(store.append(chunk('p', typing(1)[0] ?? new Uint8Array()), null)).rejects.toThrow(STALE)
    const [later] = renamings(1)
    if (later === undefined) throw new Error('one chunk')
    const next = { ...later, e: 1 }
    await store.append(next, attribution('ann', 3))
    const found = await store.since('p', '', new Set(loaded.seen))
    expect(found).toMatchObject({ epoch: 1, chunks: [next] })
    expect(await store.compact('p')).toMatchObject({ covered: 2 })
    expect(await store.load('p')).toMatchObject({ epoch: 1, chunks: [{ e: 1 }] })
    expect(await store.rebuild('p')).toEqual({ epoch: 2 })
    expect((await store.load('q')).epoch).toBe(0)
  })

  it('[C14] a log with a gap or something unreadable stays as it is, an empty one too', async () => {
    const store = current()
    expect(await store.rebuild('p')).toBeNull()
    for (const one of renamings(3)) await store.append(one, null)
    await store.append(chunk('p', new Uint8Array([9, 9, 9])), null)
    expect(await store.rebuild('p')).toBeNull()
    const [, , late = new Uint8Array()] = typing(3)
    await store.append(chunk('q', late), null)
    expect(await store.rebuild('q')).toBeNull()
    expect((await store.load('p')).chunks).toHaveLength(4)
  })

  it('[C14] two replicas rebuild while both append: what is acknowledged is in the log that counts', async () => {
    const other = await open()
    onTestFinished(() => other.close())
    const stores = [current(), other]
    const kept: number[] = []
    let number = 0
    let epoch = 0
    const write = async (store: ChunkStore): Promise<void> => {
      for (let i = 0; i < 40 || epoch < 2; i++) {
        // Now and then there is a moment without an append, or no rebuild would ever come through.
        await new Promise((resolve) => setTimeout(resolve, (i % 5) * 8))
        const n = number++
        const y = new Y.Doc()
        y.getMap('theme').set(`k${n}`, n)
        const at = epoch
        const one = { ...chunk('p', Y.encodeStateAsUpdate(y)), ...(at > 0 && { e: at }) }
        await store.append(one, null).then(
          () => kept.push(n),
          (error: Error) => expect(error.message).toContain(STALE),
        )
      }
    }
    let writing = true
    const rebuild = async (store: ChunkStore): Promise<void> => {
      while (writing) {
        epoch = Math.max(epoch, (await store.rebuild('p'))?.epoch ?? 0)
        // A store in memory would let nobody else have a turn.
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const rebuilding = stores.map(rebuild)
    await Promise.all(stores.map(write))
    writing = false
    await Promise.all(rebuilding)
    const y = new Y.Doc()
    for (const { u } of (await other.load('p')).chunks) Y.applyUpdate(y, u)
    expect(kept.filter((n) => y.getMap('theme').get(`k${n}`) !== n)).toEqual([])
    expect(kept.length).toBeGreaterThan(0)
    expect(epoch).toBeGreaterThan(0)
  })
}

/** Each from a client of its own. */
function renamings(count: number): Chunk[] {
  const y = new Y.Doc()
  const chunks: Chunk[] = []
  y.on('update', (update: Uint8Array) => chunks.push(chunk('p', update)))
  for (let i = 0; i < count; i++) {
    y.clientID = 100 + i
    y.getMap('meta').set('name', `name ${i}`)
  }
  return chunks
}

async function waitForNextMs(time: number): Promise<void> {
  while (Date.now() <= time) await new Promise((resolve) => setTimeout(resolve, 1))
}

function attribution(by: string, client: number): Attribution {
  return { by, origin: 'client', wrote: [range(client)], touched: ['nodes/a'] }
}

function chunk(d: string, u: Uint8Array): Chunk {
  return { _id: newChunkId(), d, k: 'u', u }
}

/** The updates of somebody who types and deletes. */
function typing(count: number): Uint8Array[] {
  const y = new Y.Doc()
  y.clientID = 7
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  const text = y.getText('text')
  for (let i = 0; updates.length < count; i++)
    if (i % 5 === 4) text.delete(0, 2)
    else text.insert(Math.floor(text.length / 2), `${i}`)
  return updates
}

/** A few words, then twice more than 15 MB of text. */
function largeUpdates(): Uint8Array[] {
  const y = new Y.Doc()
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  const line = 'nothing lost '.repeat(80_660)
  y.getText('text').insert(0, 'few words')
  for (let i = 0; i < 2; i++)
    y.transact(() => {
      for (let j = 0; j < 15; j++) y.getText('text').insert(0, `${i}${j}${line}`)
    })
  return updates
}

function stateOf(chunks: readonly Chunk[]): unknown {
  const y = new Y.Doc()
  for (const { u } of chunks) Y.applyUpdate(y, u)
  return { text: y.getText('text').toJSON(), vector: [...Y.encodeStateVector(y)] }
}
