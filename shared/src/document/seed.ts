import * as Y from 'yjs'

import { hashText, seededChance } from './chance.ts'
import { migrate } from './migrations.ts'
import { addField } from './operations/addField.ts'
import { addModel } from './operations/addModel.ts'
import { addOption } from './operations/addOption.ts'
import { addScreen } from './operations/addScreen.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { setField } from './operations/setField.ts'
import { setMeta } from './operations/setMeta.ts'
import { openProjectDoc, type ProjectDoc, type ServerOrigin } from './projectDoc.ts'
import { ordersScreen } from './templates/orders.ts'

export interface SeedProject {
  projectId: string
  name: string
  /** `empty`: not even a screen; what it gets comes from elsewhere. */
  template: 'blank' | 'orders' | 'empty'
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'seed' }

/**
 * A new project's first state as one V1 update. The same bytes for the same input, so that writing it twice is harmless [M9]:
 * client id, ids and jitter come from the project's id.
 */
export function seedProject({ projectId, name, template }: SeedProject): Uint8Array {
  const y = new Y.Doc({ gc: true })
  const seed = hashText(projectId)
  y.clientID = seed
  const doc = openProjectDoc(y, seededChance(seed))
  migrate(doc)
  setMeta(doc, { name }, ORIGIN)
  if (template === 'orders') seedOrders(doc)
  else if (template === 'blank') addScreen(doc, { name: 'Home' }, ORIGIN)
  return Y.encodeStateAsUpdate(y)
}

/** Order tracking: a model, a screen with numbers, a table and a form. */
function seedOrders(doc: ProjectDoc): void {
  const modelId = addModel(doc, { name: 'orders', label: 'Orders' }, ORIGIN)
  const field = (input: Omit<Parameters<typeof addField>[1], 'modelId'>): string =>
    addField(doc, { modelId, ...input }, ORIGIN)
  const fields = {
    customer: field({
      name: 'customer',
      label: 'Customer',
      type: 'text',
      constraints: { required: true, maxLength: 120 },
    }),
    product: field({
      name: 'product',
      label: 'Product',
      type: 'text',
      constraints: { required: true, maxLength: 120 },
    }),
    quantity: field({
      name: 'quantity',
      label: 'Quantity',
      type: 'integer',
      constraints: { required: true, min: 1, max: 10_000, default: 1 },
    }),
    status: field({ name: 'status', label: 'Status', type: 'select' }),
    delivery: field({ name: 'delivery', label: 'Delivery', type: 'date' }),
    total: field({ name: 'total', label: 'Total', type: 'number', constraints: { min: 0, shownAs: 'currency' } }),
    note: field({ name: 'note', label: 'Note', type: 'longText', constraints: { maxLength: 2000 } }),
  }
  const [first] = ['New', 'Picking', 'On the road', 'Delivered'].map((label) =>
    addOption(doc, { fieldId: fields.status, label }, ORIGIN),
  )
  // References are by id [M12]: the default follows when the option is renamed.
  if (first !== undefined) setField(doc, { id: fields.status, constraints: { default: first } }, ORIGIN)
  const screenId = addScreen(doc, { name: 'Orders' }, ORIGIN)
  insertNodes(doc, { parentId: screenId, nodes: ordersScreen(modelId, fields) }, ORIGIN)
}
