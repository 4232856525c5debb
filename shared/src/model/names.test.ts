import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { parseModels } from '../document/parseModels.ts'
import { openProjectDoc, type ServerOrigin } from '../document/projectDoc.ts'
import { compileModels } from './compile.ts'
import { freeName, SYSTEM_FIELDS } from './names.ts'

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'test' }

it('a free name is not one of the taken', () => {
  expect(freeName('total', ['total', 'total_2'])).toBe('total_3')
})

it('fields named like what every record has get a suffix and are never dropped', () => {
  const doc = openProjectDoc(new Y.Doc())
  const modelId = addModel(doc, { name: 'changes' }, ORIGIN)
  for (const name of [...SYSTEM_FIELDS, 'constructor', 'id']) addField(doc, { modelId, name, type: 'text' }, ORIGIN)
  const { models } = compileModels(parseModels(doc))
  expect([...models.keys()]).toEqual(['changes_2'])
  expect([...(models.get('changes_2')?.byName.keys() ?? [])]).toEqual([
    'id_2',
    'createdAt_2',
    'updatedAt_2',
    'createdBy_2',
    'version_2',
    'constructor_2',
    'id_3',
  ])
})
