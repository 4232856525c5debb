import { z } from 'zod'

import { parseNode } from '../parseNode.ts'
import type { ProjectDoc } from '../projectDoc.ts'
import { fragmentOf, readParagraphs } from '../texts.ts'
import { ancestorsOf, childrenOf, compareOrder, readTree, topmostOf, type Tree } from '../tree.ts'
import type { Frame } from '../views.ts'
import type { NodeSpec } from './createRows.ts'

const FrameSchema = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })
const Values = z.record(z.string().max(80), z.json())

const NodeSpecSchema: z.ZodType<NodeSpec> = z.lazy(() =>
  z.object({
    type: z.string().min(1).max(40),
    name: z.string().max(200).optional(),
    frame: FrameSchema.optional(),
    frames: z.object({ desktop: FrameSchema.optional(), phone: FrameSchema.optional() }).optional(),
    props: Values.optional(),
    styles: Values.optional(),
    overrides: z.object({ desktop: Values.optional(), phone: Values.optional() }).optional(),
    bindings: z.record(z.string().max(80), z.string()).optional(),
    events: Values.optional(),
    texts: z.record(z.string().max(80), z.string()).optional(),
    richText: z.array(z.string()).optional(),
    locked: z.boolean().optional(),
    hidden: z.boolean().optional(),
    children: z.array(NodeSpecSchema).optional(),
  }),
) as z.ZodType<NodeSpec>

/** What a copy puts on the clipboard: plain JSON, understood by every project and server. */
export const ClipboardPayload = z.object({ axiom: z.literal('nodes/1'), nodes: z.array(NodeSpecSchema).max(2_000) })
export type ClipboardPayload = z.infer<typeof ClipboardPayload>

/** The topmost of the given nodes with everything below them, in document order. */
export function copyNodes(doc: ProjectDoc, { ids }: { ids: readonly string[] }): ClipboardPayload {
  const tree = readTree(doc)
  const order = (id: string): string =>
    [id, ...ancestorsOf(tree, id)]
      .map((at) => tree.places.get(at)?.index ?? '')
      .reverse()
      .join('/')
  const topmost = topmostOf(tree, ids).sort((a, b) => compareOrder(order(a), a, order(b), b))
  return { axiom: 'nodes/1', nodes: topmost.map((id) => specOf(doc, tree, id)) }
}

/** A node as a spec; depth is bounded by the tree's, which the gate bounds. */
export function specOf(doc: ProjectDoc, tree: Tree, id: string): NodeSpec {
  const row = doc.roots.nodes.get(id)
  if (!row) throw new RangeError(`no node ${id}`)
  const view = parseNode(id, row, { parentId: '', index: '', trashed: false })
  const fragment = fragmentOf(doc, id)
  const name = row.get('name')
  return {
    type: view.type,
    ...(typeof name === 'string' ? { name } : {}),
    frame: view.frame satisfies Frame,
    frames: view.frames,
    props: view.props,
    styles: view.styles,
    overrides: view.overrides,
    bindings: view.bindings,
    events: view.events,
    texts: view.texts,
    ...(fragment ? { richText: readParagraphs(fragment) } : {}),
    locked: view.locked,
    hidden: view.hidden,
    children: childrenOf(tree, id).map((child) => specOf(doc, tree, child)),
  }
}
