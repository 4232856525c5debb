import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export interface HostileUpdate {
  name: string
  update: Uint8Array
  /** Why it is refused; `gap`: as a live update it is held, as a step 2 refused. */
  code: string
}

/** Updates that nobody honest sends, against a document whose state `victim` has; its Yjs client id is the victim's. */
export function hostileCorpus(victim: Y.Doc): HostileUpdate[] {
  const nodes = [...victim.getMap('nodes').keys()]
  const impostor = copyOf(victim)
  impostor.clientID = victim.clientID
  return [
    { name: 'squatting a client id', update: edit(impostor, (y) => y.getMap('theme').set('a', 1)), code: 'authorship' },
    { name: 'squatting the server’s', update: under(1, (y) => y.getMap('theme').set('a', 1)), code: 'authorship' },
    { name: 'a thousand fake clients', update: fakeClients(1_001), code: 'too_many_authors' },
    { name: 'ten thousand fake clients', update: fakeClients(10_000), code: 'too_many' },
    { name: 'a delete set of 792 KB', update: deletions(2, 200_000), code: 'gap' },
    { name: 'deletions of nothing', update: deletions(0, 190_000), code: 'unsorted' },
    { name: 'a struct far ahead', update: ahead(), code: 'gap' },
    { name: 'something known with a forged neighbour', update: forged(victim), code: 'gap' },
    { name: '60 KB of nested elements', update: nested(6_000), code: 'rich_text' },
    { name: 'nested values', update: nestedValue(20_000), code: 'nesting' },
    { name: 'a lie about the number of structs', update: bytes(1, [2 ** 40], 5, 0), code: 'too_many' },
    { name: 'a lie about the number of clients', update: bytes([2 ** 40]), code: 'too_many' },
    { name: 'a lie about a length', update: bytes(1, 1, 5, 0, 4 | 32, 1, 5, 0, [2 ** 40]), code: 'value_too_large' },
    { name: 'V2', update: Y.encodeStateAsUpdateV2(victim), code: '' },
    {
      name: 'deleting a row',
      update: edit(copyOf(victim), (y) => y.getMap('nodes').delete(nodes[0] ?? '')),
      code: 'row_deleted',
    },
    { name: 'deleting all rows', update: edit(copyOf(victim), (y) => y.getMap('nodes').clear()), code: 'row_deleted' },
    {
      name: 'overwriting a row',
      update: edit(copyOf(victim), (y) => y.getMap('nodes').set(nodes[0] ?? '', new Y.Map())),
      code: 'row_overwritten',
    },
    {
      name: 'a row that is no row',
      update: edit(copyOf(victim), (y) => y.getMap('nodes').set('evil', 1)),
      code: 'layout',
    },
    {
      name: 'a key of the server',
      update: edit(copyOf(victim), (y) => y.getMap('meta').set('schema', 99)),
      code: 'server_only',
    },
    { name: 'a root of one’s own', update: edit(copyOf(victim), (y) => y.getMap('evil').set('a', 1)), code: 'layout' },
    {
      name: 'a register of 9 KB',
      update: edit(copyOf(victim), (y) => y.getMap('theme').set('a', 'x'.repeat(9_000))),
      code: 'value_too_large',
    },
    {
      name: 'binary content',
      update: edit(copyOf(victim), (y) => y.getMap('theme').set('a', new Uint8Array(3))),
      code: 'content',
    },
    {
      name: 'a subdocument',
      update: edit(copyOf(victim), (y) => y.getMap('theme').set('a', new Y.Doc())),
      code: 'content',
    },
    {
      name: 'a type as a register',
      update: edit(copyOf(victim), (y) => y.getMap('theme').set('a', new Y.Map())),
      code: 'content',
    },
    { name: 'nothing', update: new Uint8Array(), code: 'malformed' },
  ]
}

/** What an edit makes of a document, under the document's own client id. The document is changed. */
export function edit(y: Y.Doc, work: (y: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(y)
  y.transact(() => work(y))
  return Y.encodeStateAsUpdate(y, before)
}

/** The same content under a new client id. */
export function copyOf(y: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(y))
  return copy
}

function under(clientId: number, work: (y: Y.Doc) => void): Uint8Array {
  const y = new Y.Doc()
  y.clientID = clientId
  return edit(y, work)
}

function fakeClients(count: number): Uint8Array {
  return Y.mergeUpdates(
    Array.from({ length: count }, (_, i) => under(1_000_000 + i, (y) => y.getMap('theme').set(`k${i}`, 1))),
  )
}

/** So many deletions of `length` items each, of a client that nobody knows. */
function deletions(length: number, count: number): Uint8Array {
  return write((encoder) => {
    for (const number of [0, 1, 4_711, count]) encoding.writeVarUint(encoder, number)
    for (let i = 0; i < count; i++) {
      encoding.writeVarUint(encoder, length === 0 ? 0 : i * 3)
      encoding.writeVarUint(encoder, length)
    }
  })
}

function ahead(): Uint8Array {
  const y = new Y.Doc()
  y.getMap('theme').set('a', 1)
  return edit(y, () => y.getMap('theme').set('b', 1))
}

/** What the document has already, but to the right of something that nobody has. */
function forged(victim: Y.Doc): Uint8Array {
  const [known = 0] = victim.store.clients.keys()
  return write((encoder) => {
    for (const number of [1, 1, known, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeUint8(encoder, 8 | 128)
    for (const number of [4_714, 99, 1]) encoding.writeVarUint(encoder, number)
    encoding.writeAny(encoder, 1)
    encoding.writeVarUint(encoder, 0)
  })
}

/** Each element is the only child of the one before: parents by id, one level per struct. */
function nested(levels: number): Uint8Array {
  const client = 4_712
  return write((encoder) => {
    for (const number of [1, levels + 2, client, 0]) encoding.writeVarUint(encoder, number)
    const type = (parent: (() => void) | number, sub: string | null, ref: number): void => {
      encoding.writeUint8(encoder, 7 | (sub === null ? 0 : 32))
      if (typeof parent === 'number') {
        for (const number of [0, client, parent]) encoding.writeVarUint(encoder, number)
      } else parent()
      if (sub !== null) encoding.writeVarString(encoder, sub)
      encoding.writeVarUint(encoder, ref)
      if (ref === 3) encoding.writeVarString(encoder, 'p')
    }
    const root = (): void => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, 'nodes')
    }
    type(root, 'deep', 1)
    type(0, 'text', 4)
    for (let i = 0; i < levels; i++) type(i + 1, null, 3)
    encoding.writeVarUint(encoder, 0)
  })
}

function nestedValue(levels: number): Uint8Array {
  return write((encoder) => {
    for (const number of [1, 1, 4_713, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeUint8(encoder, 8 | 32)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'theme')
    encoding.writeVarString(encoder, 'a')
    encoding.writeVarUint(encoder, 1)
    for (let i = 0; i < levels; i++) {
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeUint8(encoder, 126)
    encoding.writeVarUint(encoder, 0)
  })
}

/** Bytes as they are, and numbers of any size in brackets. */
function bytes(...parts: (number | [number])[]): Uint8Array {
  return write((encoder) => {
    for (const part of parts) encoding.writeVarUint(encoder, typeof part === 'number' ? part : part[0])
  })
}

function write(work: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  work(encoder)
  return encoding.toUint8Array(encoder)
}
