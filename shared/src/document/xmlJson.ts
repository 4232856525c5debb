import * as Y from 'yjs'

import { isObject, type Json } from '../json.ts'

/** Rich text as plain data, complete (unlike the filtered `RichTextJson`): for differences and their replay. */
export type XmlJson = { text: Json[] } | { name: string; attrs: Record<string, Json>; children: XmlJson[] }

/** The children of a fragment or element. */
export function readXml(parent: Y.XmlFragment): XmlJson[] {
  return parent.toArray().flatMap((child): XmlJson[] => {
    if (child instanceof Y.XmlText) return [{ text: child.toDelta() as Json[] }]
    if (!(child instanceof Y.XmlElement)) return []
    return [{ name: child.nodeName, attrs: child.getAttributes() as Record<string, Json>, children: readXml(child) }]
  })
}

/** New Yjs types for plain data. */
export function buildXml(nodes: readonly XmlJson[]): (Y.XmlElement | Y.XmlText)[] {
  return nodes.map((node) => {
    if ('text' in node) {
      const text = new Y.XmlText()
      text.applyDelta(node.text)
      return text
    }
    const element = new Y.XmlElement(node.name)
    for (const [name, value] of Object.entries(node.attrs)) element.setAttribute(name, value as string)
    element.insert(0, buildXml(node.children))
    return element
  })
}

/** Levels of elements that a rich text from outside may have; the gate has the same limit for edits. */
const DEPTH = 24

/** True for what `buildXml` can build; which names and attributes are allowed is the gate's business. */
export function isXml(nodes: readonly unknown[], depth = 0): nodes is XmlJson[] {
  return depth < DEPTH && nodes.every((node) => isNode(node, depth))
}

function isNode(node: unknown, depth: number): boolean {
  if (!isObject(node)) return false
  const { text, name, attrs, children } = node
  if (Array.isArray(text)) return Object.keys(node).length === 1 && text.every(isRun)
  const isElement = typeof name === 'string' && isObject(attrs) && Array.isArray(children)
  return isElement && isXml(children as unknown[], depth + 1)
}

function isRun(run: unknown): boolean {
  if (!isObject(run) || typeof run['insert'] !== 'string') return false
  return run['attributes'] === undefined || isObject(run['attributes'])
}
