import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { addQuery } from './operations/addQuery.ts'
import { editText } from './operations/editText.ts'
import { restoreRow } from './operations/restoreRow.ts'
import { setQuery } from './operations/setQuery.ts'
import { trashQuery } from './operations/trashQuery.ts'
import { parseQueries } from './parseQueries.ts'
import { openProjectDoc, type Origin } from './projectDoc.ts'
import { describeKey } from './schema.ts'
import { createDocumentStore } from './store.ts'
import { readTrash } from './trash.ts'

const ORIGIN: Origin = { kind: 'editor', label: 'test' }

describe('queries of a project', () => {
  it('[M1] have two co-typed texts, a register per parameter, and only keys of the layout', () => {
    const doc = openProjectDoc()
    const id = addQuery(doc, { name: 'stock', sourceId: 'warehouse', request: 'GET /items' }, ORIGIN)
    editText(doc, { root: 'queries', id, name: 'transform', text: 'items' }, ORIGIN)
    const parameters = {
      sku: { type: 'text', required: true },
      least: { type: 'number', required: false, default: 3 },
    } as const
    setQuery(doc, { id, cacheTtl: 60, run: 'public', parameters }, ORIGIN)
    expect(parseQueries(doc)).toMatchObject([
      {
        id,
        name: 'stock',
        sourceId: 'warehouse',
        request: 'GET /items',
        transform: 'items',
        cacheTtl: 60,
        run: 'public',
        parameters: [
          { name: 'least', type: 'number', default: 3 },
          { name: 'sku', type: 'text', required: true },
        ],
      },
    ])
    setQuery(doc, { id, parameters: { least: undefined } }, ORIGIN)
    expect(parseQueries(doc)[0]?.parameters.map(({ name }) => name)).toEqual(['sku'])
    for (const key of doc.roots.queries.get(id)?.keys() ?? []) expect(describeKey('queries', key), key).not.toBeNull()
  })

  it('[M5] go to the trash and come back', () => {
    const doc = openProjectDoc()
    const store = createDocumentStore(doc)
    const id = addQuery(doc, { name: 'stock', sourceId: '' }, ORIGIN)
    expect(store.getQueries().map(({ name }) => name)).toEqual(['stock'])
    trashQuery(doc, { id }, ORIGIN)
    expect(store.getQueries()).toEqual([])
    expect(readTrash(doc)).toMatchObject([{ id, root: 'queries', name: 'stock' }])
    restoreRow(doc, { root: 'queries', id }, ORIGIN)
    expect(store.getQueries()).toHaveLength(1)
    store.dispose()
  })

  it('are closed, valid and have names of their own, whatever stands in the document', () => {
    const doc = openProjectDoc()
    const first = addQuery(doc, { name: 'stock', sourceId: '' }, ORIGIN)
    addQuery(doc, { name: 'stock', sourceId: '' }, ORIGIN)
    addQuery(doc, { name: 'Not a name!', sourceId: '' }, ORIGIN)
    const row = doc.roots.queries.get(first)
    for (const [key, value] of Object.entries({
      'rule:run': 'everybody',
      cacheTtl: 'long',
      'p:x': 3,
      'p:y': { type: 'no' },
    }))
      row?.set(key, value)
    doc.roots.queries.set('empty', new Y.Map())
    const queries = parseQueries(doc)
    expect(queries.map(({ name }) => name)).toEqual(['stock', 'stock_2', 'query'])
    expect(queries[0]).toMatchObject({ run: 'viewer', cacheTtl: 0, parameters: [] })
  })
})
