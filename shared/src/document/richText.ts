import * as Y from 'yjs'

import { isObject, type Json } from '../json.ts'
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

/** The blocks that may stand in a rich text, and which attributes each may have; the gate lets no other pass. */
const BLOCKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['paragraph', []],
  ['heading', ['level']],
  ['bulletList', []],
  ['orderedList', ['start', 'type']],
  ['listItem', []],
  ['blockquote', []],
  ['codeBlock', ['language']],
  ['horizontalRule', []],
  ['hardBreak', []],
])
const MARKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['bold', []],
  ['italic', []],
  ['strike', []],
  ['underline', []],
  ['code', []],
  ['link', ['href', 'target', 'rel', 'class', 'title']],
])
/** y-tiptap stores overlapping marks of one type as `name--hash`. */
const MARK_KEY = /^([A-Za-z]+)(?:--[A-Za-z0-9+/=]{1,24})?$/
/** Characters of one attribute of a block or a mark; long addresses are the longest honest ones. */
const ATTRIBUTE_LIMIT = 4_096

export function isRichBlock(name: string): boolean {
  return BLOCKS.has(name)
}

/** Whether a block may have this attribute with this value. */
export function isRichAttribute(block: string, name: string, value: unknown): boolean {
  return BLOCKS.get(block)?.includes(name) === true && isScalar(value)
}

/** Whether a run of text may be marked so: with the attributes that y-tiptap writes, or `true` from other editors. Null ends it. */
export function isRichMark(key: string, value: unknown): boolean {
  const attributes = MARKS.get(MARK_KEY.exec(key)?.[1] ?? '')
  if (attributes === undefined) return false
  return (
    value === null ||
    value === true ||
    (isObject(value) && Object.keys(value).every((name) => isMarkAttribute(attributes, name, value)))
  )
}

function isMarkAttribute(allowed: readonly string[], name: string, value: Record<string, unknown>): boolean {
  return allowed.includes(name) && isScalar(value[name])
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= ATTRIBUTE_LIMIT
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

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

function readMark(key: string, value: unknown): RichTextMark[] {
  const type = MARK_KEY.exec(key)?.[1] ?? ''
  if (!MARKS.has(type) || value === null || value === undefined) return []
  if (type !== 'link') return [{ type }]
  const href = typeof value === 'object' && 'href' in value && typeof value.href === 'string' ? value.href : ''
  return isHarmless(href) ? [{ type, attrs: { href } }] : []
}

/** http, https, mail, or a path of the app itself. */
function isHarmless(href: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(href) || /^\/(?!\/)|^#/.test(href)
}
