import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { openProjectDoc, type ProjectDoc } from '../document/projectDoc.ts'
import { coverageOf } from './coverage.ts'
import { judgeChanges, type Judgement } from './judge.ts'
import { scanUpdate } from './scanUpdate.ts'

/** Seeded, so that a failure can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A server document with one node, and a client that has it. */
function pair(): { server: ProjectDoc; client: ProjectDoc } {
  const server = openProjectDoc()
  addNode(server, 'n1')
  const client = openProjectDoc()
  Y.applyUpdate(client.y, Y.encodeStateAsUpdate(server.y))
  return { server, client }
}

function addNode(doc: ProjectDoc, id: string): void {
  doc.y.transact(() => {
    const row = new Y.Map<unknown>()
    row.set('type', 'text')
    row.set('at', ['root', 'a'])
    row.set('p:label', 'Hello')
    row.set('x:label', new Y.Text('typed'))
    const text = new Y.XmlFragment()
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('rich')])
    text.insert(0, [paragraph])
    row.set('text', text)
    doc.roots.nodes.set(id, row)
  })
}

function judge(server: Y.Doc, update: Uint8Array): Judgement & { coverage: string } {
  scanUpdate(update)
  const decoded = Y.decodeUpdate(update)
  return { ...judgeChanges(server, decoded, update), coverage: coverageOf(server, decoded) }
}

/** The judgement on what one edit of the client sends. */
function judgeEdit(edit: (doc: ProjectDoc) => void): Judgement {
  const { server, client } = pair()
  const before = Y.encodeStateVector(server.y)
  client.y.transact(() => edit(client))
  return judge(server.y, Y.encodeStateAsUpdate(client.y, before))
}

/** So many blocks, each in the one before. */
function nest(parent: Y.XmlFragment, levels: number): void {
  for (let i = 0; i < levels; i++) {
    const block = new Y.XmlElement('blockquote')
    parent.insert(0, [block])
    parent = block
  }
}

function addRow(doc: ProjectDoc, key: string, value: unknown): void {
  doc.roots.nodes.set(
    'n2',
    new Y.Map<unknown>([
      ['type', 'text'],
      ['at', ['root', 'b']],
      [key, value],
    ]),
  )
}

const rich = (doc: ProjectDoc): Y.XmlFragment => row(doc).get('text') as Y.XmlFragment
const block = (doc: ProjectDoc): Y.XmlElement => rich(doc).get(0) as Y.XmlElement
const run = (doc: ProjectDoc): Y.XmlText => block(doc).get(0) as Y.XmlText
const label = (doc: ProjectDoc): Y.Text => row(doc).get('x:label') as Y.Text
const row = (doc: ProjectDoc): Y.Map<unknown> => doc.roots.nodes.get('n1') ?? new Y.Map()

describe('judgeChanges', () => {
  it.each<[string, (doc: ProjectDoc) => void, string[]]>([
    [
      'a new row',
      (doc) => addNode(doc, 'n2'),
      ['nodes/n2', 'nodes/n2/type', 'nodes/n2/at', 'nodes/n2/p:label', 'nodes/n2/x:label', 'nodes/n2/text'],
    ],
    ['a register', (doc) => row(doc).set('p:label', 'New'), ['nodes/n1/p:label']],
    ['a move', (doc) => row(doc).set('at', ['root', 'b']), ['nodes/n1/at']],
    ['a removed prop', (doc) => row(doc).delete('p:label'), ['nodes/n1/p:label']],
    ['typing', (doc) => (row(doc).get('x:label') as Y.Text).insert(2, 'xx'), ['nodes/n1/x:label']],
    ['deleting text', (doc) => (row(doc).get('x:label') as Y.Text).delete(0, 3), ['nodes/n1/x:label']],
    [
      'rich text',
      (doc) => (row(doc).get('text') as Y.XmlFragment).insert(1, [new Y.XmlElement('paragraph')]),
      ['nodes/n1/text'],
    ],
    [
      'a heading, a list and marks',
      (doc) => {
        const heading = new Y.XmlElement('heading')
        heading.setAttribute('level', 2 as unknown as string)
        const list = new Y.XmlElement('orderedList')
        list.setAttribute('start', 3 as unknown as string)
        const words = new Y.XmlText('Words')
        words.format(0, 2, {
          bold: {},
          link: { href: 'https://axiom.example', target: null },
          'link--Ab+/9=': { href: '/' },
        })
        heading.insert(0, [words, new Y.XmlElement('hardBreak')])
        ;(row(doc).get('text') as Y.XmlFragment).insert(0, [heading, list])
      },
      ['nodes/n1/text'],
    ],
    ['24 levels of blocks', (doc) => nest(rich(doc), 24), ['nodes/n1/text']],
    ['deleted rich text', (doc) => (row(doc).get('text') as Y.XmlFragment).delete(0, 1), ['nodes/n1/text']],
    ['a theme token', (doc) => doc.roots.theme.set('accent', '#123'), ['theme/accent']],
    ['a name', (doc) => doc.roots.meta.set('name', 'Shop'), ['meta/name']],
    [
      'set twice and removed',
      (doc) => {
        row(doc).set('p:a', 1)
        row(doc).set('p:a', 2)
        row(doc).delete('p:a')
      },
      ['nodes/n1/p:a'],
    ],
    [
      'moved twice',
      (doc) => {
        row(doc).set('at', ['x'])
        row(doc).set('at', ['y'])
      },
      ['nodes/n1/at'],
    ],
    ['put into the trash', (doc) => row(doc).set('at', ['trash', 'a']), ['nodes/n1/at', 'trash/nodes/n1']],
    [
      'put into the trash and taken out',
      (doc) => {
        row(doc).set('at', ['trash', 'a'])
        row(doc).set('at', ['n', 'a'])
      },
      ['nodes/n1/at'],
    ],
  ])('[G1] [G3] lets %s pass', (_name, edit, touched) => {
    const judgement = judgeEdit(edit)
    expect(judgement.refusal).toBeNull()
    expect(judgement.touched.toSorted()).toEqual(touched.toSorted())
  })

  it.each<[string, (doc: ProjectDoc) => void, string, string]>([
    ['a deleted row', (doc) => doc.roots.nodes.delete('n1'), 'row_deleted', 'nodes/n1'],
    ['an overwritten row', (doc) => doc.roots.nodes.set('n1', new Y.Map()), 'row_overwritten', 'nodes/n1'],
    [
      'a row made and deleted',
      (doc) => {
        addNode(doc, 'n2')
        doc.roots.nodes.delete('n2')
      },
      'row_deleted',
      'nodes/n2',
    ],
    ['a deleted type', (doc) => row(doc).delete('type'), 'key_deleted', 'nodes/n1/type'],
    ['a deleted place', (doc) => row(doc).delete('at'), 'key_deleted', 'nodes/n1/at'],
    ['a deleted text', (doc) => row(doc).delete('x:label'), 'key_deleted', 'nodes/n1/x:label'],
    ['an unknown key', (doc) => row(doc).set('nonsense', 1), 'layout', 'nodes/n1/nonsense'],
    ['an unknown root', (doc) => doc.y.getMap('evil').set('a', 1), 'layout', 'evil/a'],
    ['a list in a root', (doc) => doc.y.getArray('evil').push([1]), 'layout', 'evil'],
    ['a value as row', (doc) => (doc.roots.nodes as Y.Map<unknown>).set('n2', 5), 'layout', 'nodes/n2'],
    ['a type as register', (doc) => row(doc).set('p:label', new Y.Map()), 'content', 'nodes/n1/p:label'],
    ['a value as text', (doc) => row(doc).set('x:label', 'plain'), 'content', 'nodes/n1/x:label'],
    ['the epoch', (doc) => doc.roots.meta.set('epoch', 9), 'server_only', 'meta/epoch'],
    ['a row id with slashes', (doc) => addNode(doc, '../x'), 'layout', 'nodes/../x'],
    ['an unknown block', (doc) => rich(doc).insert(0, [new Y.XmlElement('script')]), 'rich_text', 'nodes/n1/text'],
    ['a hook', (doc) => rich(doc).insert(0, [new Y.XmlHook('paragraph') as never]), 'rich_text', 'nodes/n1/text'],
    ['a map in a rich text', (doc) => rich(doc).insert(0, [new Y.Map() as never]), 'rich_text', 'nodes/n1/text'],
    ['an unknown attribute', (doc) => block(doc).setAttribute('onclick', 'x'), 'rich_text', 'nodes/n1/text'],
    ['an attribute of another block', (doc) => block(doc).setAttribute('level', '1'), 'rich_text', 'nodes/n1/text'],
    ['an unknown mark', (doc) => run(doc).format(0, 2, { evil: {} }), 'rich_text', 'nodes/n1/text'],
    [
      'an unknown attribute of a mark',
      (doc) => run(doc).format(0, 2, { link: { on: 'x' } }),
      'rich_text',
      'nodes/n1/text',
    ],
    ['an embed in a run', (doc) => run(doc).insertEmbed(0, { image: 'x' }), 'rich_text', 'nodes/n1/text'],
    ['an attribute of a run', (doc) => run(doc).setAttribute('a', 'x'), 'rich_text', 'nodes/n1/text'],
    ['a mark in a plain text', (doc) => label(doc).format(0, 2, { bold: {} }), 'rich_text', 'nodes/n1/x:label'],
    ['a type in a plain text', (doc) => label(doc).insertEmbed(0, new Y.Map()), 'rich_text', 'nodes/n1/x:label'],
    ['a run as plain text', (doc) => addRow(doc, 'x:label', new Y.XmlText()), 'content', 'nodes/n2/x:label'],
    ['a block as rich text', (doc) => addRow(doc, 'text', new Y.XmlElement('paragraph')), 'content', 'nodes/n2/text'],
    ['25 levels of blocks', (doc) => nest(rich(doc), 25), 'nesting', ''],
    ['3,000 levels of blocks', (doc) => nest(rich(doc), 3_000), 'nesting', ''],
    [
      'a text that would grow too long',
      (doc) => {
        for (let i = 0; i < 3; i++) label(doc).insert(0, 'x'.repeat(400_000), i % 2 === 0 ? {} : { a: null })
      },
      'text_too_large',
      'nodes/n1/x:label',
    ],
    [
      'a rich text that would grow too long',
      (doc) => {
        for (let i = 0; i < 3; i++) rich(doc).insert(0, [new Y.XmlText('x'.repeat(400_000))])
      },
      'text_too_large',
      'nodes/n1/text',
    ],
  ])('[G1] [G3] refuses %s', (_name, edit, code, key) => {
    expect(judgeEdit(edit).refusal).toEqual({ code, key })
  })

  it('[G3] eleven bytes without structs cannot delete a document', () => {
    const { server } = pair()
    const [client = 0] = server.y.store.clients.keys()
    const evil = new Y.Doc()
    Y.applyUpdate(evil, Y.encodeStateAsUpdate(server.y))
    const before = Y.encodeStateVector(evil)
    evil.getMap('nodes').clear()
    const update = Y.encodeStateAsUpdate(evil, before)
    expect(client).toBeGreaterThan(0)
    expect(judge(server.y, update).refusal?.code).toBe('row_deleted')
  })

  it('[G1] limits nesting, value sizes and kinds before anything is decoded', () => {
    const send = (edit: (y: Y.Doc) => void): string => {
      const y = new Y.Doc()
      edit(y)
      try {
        scanUpdate(Y.encodeStateAsUpdate(y))
        return 'passed'
      } catch (error) {
        return error instanceof Error ? error.message : 'unknown'
      }
    }
    let deep: unknown = 1
    for (let i = 0; i < 5_000; i++) deep = [deep]
    expect(send((y) => y.getMap('theme').set('a', deep))).toBe('nesting')
    expect(send((y) => y.getMap('theme').set('a', 'x'.repeat(9_000)))).toBe('value_too_large')
    expect(send((y) => y.getMap('theme').set('a', new Uint8Array(3)))).toBe('content')
    expect(send((y) => y.getMap('theme').set('a', new Y.Doc()))).toBe('content')
    expect(send((y) => y.getMap('theme').set('a', { fine: [1, 2.5, null, true, 'x'] }))).toBe('passed')
  })

  it('[G1] touches exactly what a clone sees change', () => {
    const seed = Date.now() % 1_000_000
    const random = randomOf(seed)
    const pick = (count: number): number => Math.floor(random() * count)
    const { server, client } = pair()
    const outbox: Uint8Array[] = []
    client.y.on('update', (update: Uint8Array) => outbox.push(update))
    for (let i = 0; i < 1_500; i++) {
      const ids = [...client.roots.nodes.keys()]
      const target = client.roots.nodes.get(ids[pick(ids.length)] ?? '')
      client.y.transact(() => {
        for (let n = pick(3); n >= 0; n--) {
          const way = pick(8)
          const text = target?.get('x:label') as Y.Text
          if (way === 0 && ids.length < 60) addNode(client, `n${i}x${n}`)
          else if (way === 1) target?.set(`p:k${pick(4)}`, random())
          else if (way === 2) target?.delete(`p:k${pick(4)}`)
          else if (way === 3) text.insert(pick(text.length + 1), 'abc')
          else if (way === 4 && text.length > 0) text.delete(pick(text.length), 1)
          else if (way === 5) target?.set('at', ['p', `${random()}`])
          else if (way === 6 && target) (target.get('text') as Y.XmlFragment).insert(0, [new Y.XmlElement('paragraph')])
          else client.roots.theme.set(`t${pick(4)}`, i)
        }
      })
      if (pick(3) > 0 && i < 1_499) continue
      const update = Y.mergeUpdates(outbox.splice(0))
      const { refusal, touched } = judge(server.y, update)
      expect(refusal, `seed ${seed}, step ${i}`).toBeNull()
      const changed = applyAndSee(server.y, update)
      // Set and removed within one update: the judge reports it, a clone sees nothing.
      expect(
        changed.filter((name) => !touched.includes(name)),
        `seed ${seed}, step ${i}`,
      ).toEqual([])
    }
    expect(Y.encodeStateVector(server.y)).toEqual(Y.encodeStateVector(client.y))
  }, 30_000)

  it('[G1] garbage, flipped bits and cut updates never break the judge or the document', () => {
    const seed = Date.now() % 1_000_000
    const random = randomOf(seed)
    const { server, client } = pair()
    addNode(client, 'n2')
    const honest = Y.encodeStateAsUpdate(client.y)
    const before = Y.encodeStateAsUpdate(server.y)
    let readable = 0
    for (let i = 0; i < 20_000; i++) {
      const update = mangle(honest, random)
      const decoded = decode(update)
      if (decoded === null) continue
      readable += 1
      // As the server does: what has a gap or is known is not judged.
      const judgeIt = (): unknown => coverageOf(server.y, decoded) === 'new' && judgeChanges(server.y, decoded, update)
      expect(judgeIt, `seed ${seed}, step ${i}`).not.toThrow()
    }
    expect(readable).toBeGreaterThan(100)
    expect(Y.encodeStateAsUpdate(server.y)).toEqual(before)
  }, 60_000)
})

describe('coverageOf', () => {
  it('[C7] tells new, contained and gap apart', () => {
    const { server, client } = pair()
    const updates: Uint8Array[] = []
    client.y.on('update', (update: Uint8Array) => updates.push(update))
    client.roots.theme.set('a', 1)
    client.roots.theme.set('b', 2)
    client.roots.theme.delete('a')
    const of = (update: Uint8Array = new Uint8Array()): string => coverageOf(server.y, Y.decodeUpdate(update))
    expect(updates.map(of)).toEqual(['new', 'gap', 'gap'])
    for (const update of updates) Y.applyUpdate(server.y, update)
    expect(updates.map(of)).toEqual(['contained', 'contained', 'contained'])
    expect(of(Y.encodeStateAsUpdate(new Y.Doc()))).toBe('contained')
  })

  it('[C7] agrees with what Yjs leaves waiting', () => {
    const seed = Date.now() % 1_000_000
    const random = randomOf(seed)
    const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
    const updates: Uint8Array[] = []
    for (let i = 0; i < 400; i++) {
      const y = docs[Math.floor(random() * 3)] ?? new Y.Doc()
      y.once('update', (update: Uint8Array) => updates.push(update))
      const text = y.getText('t')
      if (random() < 0.3 && text.length > 0) text.delete(Math.floor(random() * text.length), 1)
      else text.insert(Math.floor(random() * (text.length + 1)), 'xy')
      const other = docs[Math.floor(random() * 3)] ?? y
      if (random() < 0.5) Y.applyUpdate(other, Y.encodeStateAsUpdate(y))
      const some = Array.from({ length: 3 }, () => updates[Math.floor(random() * updates.length)] ?? new Uint8Array())
      const update = Y.mergeUpdates(some.filter((one) => one.length > 0))
      const target = new Y.Doc()
      Y.applyUpdate(target, Y.encodeStateAsUpdate(docs[Math.floor(random() * 3)] ?? y))
      const coverage = coverageOf(target, Y.decodeUpdate(update))
      const before = Y.encodeStateAsUpdate(target).join()
      Y.applyUpdate(target, update)
      const waits = target.store.pendingStructs !== null || target.store.pendingDs !== null
      expect(coverage === 'gap', `seed ${seed}, step ${i}`).toBe(waits)
      if (!waits)
        expect(coverage === 'new', `seed ${seed}, step ${i}`).toBe(Y.encodeStateAsUpdate(target).join() !== before)
    }
  }, 30_000)
})

/** `root/row/key` of everything that Yjs reports as changed. */
function applyAndSee(y: Y.Doc, update: Uint8Array): string[] {
  const names = new Set<string>()
  y.once('afterTransaction', (transaction: Y.Transaction) => {
    for (const [type, subs] of transaction.changed)
      for (const sub of subs) {
        const path: string[] = sub === null ? [] : [sub]
        let current: Y.AbstractType<unknown> | null = type as Y.AbstractType<unknown>
        while (current?._item) {
          if (current._item.parentSub !== null) path.unshift(current._item.parentSub)
          current = current._item.parent as Y.AbstractType<unknown>
        }
        for (const [name, root] of y.share) if (root === current) names.add([name, ...path.slice(0, 2)].join('/'))
      }
  })
  Y.applyUpdate(y, update)
  return [...names]
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> | null {
  try {
    scanUpdate(update)
    return Y.decodeUpdate(update)
  } catch {
    return null
  }
}

function mangle(honest: Uint8Array, random: () => number): Uint8Array {
  const way = random()
  if (way < 0.2) return Uint8Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256))
  if (way < 0.4) return honest.slice(0, Math.floor(random() * honest.length))
  const copy = honest.slice()
  for (let flips = Math.ceil(random() * 4); flips > 0; flips--) {
    const at = Math.floor(random() * copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
  return copy
}
