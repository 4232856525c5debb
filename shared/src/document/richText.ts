import * as Y from 'yjs'

import type { Json } from '../json.ts'
import type { ProjectDoc } from './projectDoc.ts'
import { fragmentOf } from './texts.ts'

/** Rich text as data, safe to render: only known blocks and marks, only harmless links. */
export interface RichTextJson {
  type: 'doc'
  content: RichTextNode[]
}

export interface RichTextNode {
  type: string
  attrs?: Record<string, Json>
  text?: string
  marks?: RichTextMark[]
  content?: RichTextNode[]
}

export interface RichTextMark {
  type: string
  attrs?: Record<string, Json>
}

const BLOCKS: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'blockquote',
  'codeBlock',
  'horizontalRule',
  'hardBreak',
])
const MARKS: ReadonlySet<string> = new Set(['bold', 'italic', 'strike', 'underline', 'code', 'link'])
/** Deeper content is left out; the gate refuses it anyway. */
const DEPTH = 12

/** The rich text of a node; null where there is none. */
export function readRichText(doc: ProjectDoc, nodeId: string): RichTextJson | null {
  const fragment = fragmentOf(doc, nodeId)
  return fragment && { type: 'doc', content: fragment.toArray().flatMap((child) => readNode(child, 0)) }
}

function readNode(child: unknown, depth: number): RichTextNode[] {
  if (depth > DEPTH) return []
  if (child instanceof Y.XmlText) return readText(child)
  if (!(child instanceof Y.XmlElement) || !BLOCKS.has(child.nodeName)) return []
  const content = child.toArray().flatMap((inner: unknown) => readNode(inner, depth + 1))
  const level: unknown = child.getAttribute('level')
  const attrs =
    child.nodeName === 'heading' && typeof level === 'number'
      ? { attrs: { level: Math.min(Math.max(level, 1), 4) } }
      : {}
  return [{ type: child.nodeName, ...attrs, ...(content.length > 0 ? { content } : {}) }]
}

function readText(text: Y.XmlText): RichTextNode[] {
  const parts = text.toDelta() as { insert?: unknown; attributes?: Record<string, unknown> }[]
  return parts.flatMap(({ insert, attributes = {} }): RichTextNode[] => {
    if (typeof insert !== 'string' || insert === '') return []
    const marks = Object.entries(attributes).flatMap(([key, value]) => readMark(key, value))
    return [{ type: 'text', text: insert, ...(marks.length > 0 ? { marks } : {}) }]
  })
}

/** y-tiptap stores overlapping marks of one type as `name--hash`. */
function readMark(key: string, value: unknown): RichTextMark[] {
  const type = key.split('--')[0] ?? key
  if (!MARKS.has(type) || value === null || value === undefined) return []
  if (type !== 'link') return [{ type }]
  const href = typeof value === 'object' && 'href' in value && typeof value.href === 'string' ? value.href : ''
  return isHarmless(href) ? [{ type, attrs: { href } }] : []
}

/** http, https, mail, or a path of the app itself. */
function isHarmless(href: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(href) || /^\/(?!\/)|^#/.test(href)
}
