import * as Y from 'yjs'

import { isObject, type Json } from '../json.ts'
import { findWidget } from '../widgets/registry.ts'
import type { Row } from './projectDoc.ts'
import type { Breakpoint, Frame, NodeView } from './views.ts'

export const BREAKPOINTS: readonly Breakpoint[] = ['desktop', 'phone']

const DEFAULT_FRAME: Frame = { x: 0, y: 0, w: 160, h: 40 }

/** Position in the resolved tree, which the row alone does not know. */
export interface Position {
  parentId: string
  index: string
  trashed: boolean
}

/** One node row as a view. Total: broken registers fall back to defaults, unknown types are kept. */
export function parseNode(id: string, row: Row, position: Position): NodeView {
  const type = toText(row.get('type')) || 'unknown'
  const view: NodeView = {
    id,
    type,
    name: toText(row.get('name')) || (findWidget(type)?.label ?? type),
    ...position,
    locked: row.get('locked') === true,
    hidden: row.get('hidden') === true,
    frame: parseFrame(row.get('frame')) ?? DEFAULT_FRAME,
    frames: {},
    props: {},
    styles: {},
    overrides: {},
    bindings: {},
    events: {},
    texts: {},
  }
  for (const [key, value] of row) readRegister(view, key, value)
  return view
}

function readRegister(view: NodeView, key: string, value: unknown): void {
  if (key.startsWith('p:')) view.props[key.slice(2)] = toJson(value)
  else if (key.startsWith('s:')) view.styles[key.slice(2)] = toJson(value)
  else if (key.startsWith('b:')) view.bindings[key.slice(2)] = toText(value)
  else if (key.startsWith('e:')) view.events[key.slice(2)] = toJson(value)
  else if (key.startsWith('x:')) view.texts[key.slice(2)] = value instanceof Y.Text ? value.toJSON() : ''
  else if (key.startsWith('s@') || key.startsWith('frame@')) readOverride(view, key, value)
}

function readOverride(view: NodeView, key: string, value: unknown): void {
  for (const breakpoint of BREAKPOINTS) {
    if (key === `frame@${breakpoint}`) {
      const frame = parseFrame(value)
      if (frame) view.frames[breakpoint] = frame
    } else if (key.startsWith(`s@${breakpoint}:`)) {
      const styles = (view.overrides[breakpoint] ??= {})
      styles[key.slice(`s@${breakpoint}:`.length)] = toJson(value)
    }
  }
}

/** A geometry register [M3]; null unless all four numbers are finite. */
export function parseFrame(value: unknown): Frame | null {
  if (!isObject(value)) return null
  const { x, y, w, h } = value
  const ok = [x, y, w, h].every((n) => typeof n === 'number' && Number.isFinite(n))
  return ok ? { x: Number(x), y: Number(y), w: Math.max(1, Number(w)), h: Math.max(1, Number(h)) } : null
}

/** A register's string, or '' for anything else. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Registers hold JSON by the gate's rule; shared types (garbage) become null. */
export function toJson(value: unknown): Json {
  return value instanceof Y.AbstractType || value === undefined ? null : (value as Json)
}
