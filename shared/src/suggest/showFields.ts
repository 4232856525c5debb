import { insertNodes } from '../document/operations/insertNodes.ts'
import { setProps } from '../document/operations/setProps.ts'
import type { Origin, ProjectDoc } from '../document/projectDoc.ts'
import { createDocumentStore } from '../document/store.ts'
import { subtreeOf } from '../document/tree.ts'
import type { FieldView, NodeView } from '../document/views.ts'
import { inputFor } from './screenFromModel.ts'

/** New fields of a model come into its forms, and into those of its tables that name their columns. */
export function showFields(doc: ProjectDoc, modelId: string, fields: readonly FieldView[], origin: Origin): void {
  for (const { id, type, props } of nodesShowing(doc, modelId)) {
    if (type === 'form')
      insertNodes(doc, { parentId: id, nodes: fields.flatMap((field) => inputFor(field) ?? []) }, origin)
    const columns = props['columns']
    if (type === 'table' && Array.isArray(columns) && columns.length > 0)
      setProps(
        doc,
        { ids: [id], props: { columns: [...columns, ...fields.map((field) => ({ field: field.id }))] } },
        origin,
      )
  }
}

function nodesShowing(doc: ProjectDoc, modelId: string): NodeView[] {
  const store = createDocumentStore(doc)
  try {
    return store
      .getScreens()
      .flatMap(({ id }) => subtreeOf(store.getTree(), id))
      .flatMap((id) => store.getNode(id) ?? [])
      .filter(({ props }) => props['model'] === modelId)
  } finally {
    store.dispose()
  }
}
