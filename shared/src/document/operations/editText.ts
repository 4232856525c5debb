import type { Origin, ProjectDoc, RowRoot } from '../projectDoc.ts'
import { spliceText, textOf } from '../texts.ts'
import { edit } from './support.ts'

export interface EditText {
  id: string
  /** Without the `x:` of the key. */
  name: string
  text: string
  root?: RowRoot
}

/** Makes a co-typed text read `text` by the smallest splice, so that others' characters around it survive. */
export function editText(doc: ProjectDoc, { id, name, text, root = 'nodes' }: EditText, origin: Origin): void {
  const target = textOf(doc, id, name, root)
  if (target) edit(doc, origin, () => spliceText(target, text))
}
