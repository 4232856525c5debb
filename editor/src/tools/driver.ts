import type { Breakpoint, Frame, NodeView } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { frameAt, layoutOf } from '@axiom/shared/widgets/styles'

import type { Point } from '../session/editorState.ts'
import type { GestureEdits, Handle, PointerInput, Target, World } from '../session/world.ts'
import { createTools } from './idle.ts'

type Keys = Partial<Pick<PointerInput, 'shift' | 'alt' | 'mod' | 'space' | 'button' | 'touch'>>
export type Edit = { [K in keyof GestureEdits]: { kind: K; args: Parameters<GestureEdits[K]> } }[keyof GestureEdits]

export interface TestNode {
  id: string
  parentId: string
  frame: Frame
  type?: string
  styles?: NodeView['styles']
  locked?: boolean
}

/** Drives the tools without a DOM: `press('a').drag(10, 0).release()`. Boxes are the frames: nothing flows here. */
export function createDriver(nodes: readonly TestNode[], breakpoint: Breakpoint = 'desktop') {
  const views = new Map(nodes.map((node) => [node.id, viewOf(node)]))
  const log: { edits: Edit[]; sent: unknown[]; shown: string[] } = { edits: [], sent: [], shown: [] }
  let selection: readonly string[] = []
  let inserting: string | null = null
  const pan: Point = { x: 0, y: 0 }
  const edit =
    <K extends keyof GestureEdits>(kind: K) =>
    (...args: Parameters<GestureEdits[K]>): void =>
      void log.edits.push({ kind, args } as Edit)
  const show = (what: string) => (): void => void log.shown.push(what)

  function box(id: string): Frame | null {
    const node = views.get(id)
    if (!node) return null
    const parent = box(node.parentId) ?? { x: 0, y: 0 }
    const frame = frameAt(node, breakpoint)
    return { ...frame, x: frame.x + parent.x, y: frame.y + parent.y }
  }

  const world: World = {
    edits: { move: edit('move'), duplicate: edit('duplicate'), resize: edit('resize'), insert: edit('insert') },
    stage: {
      moved: show('moved'),
      resized: show('resized'),
      guides: (guides) => void (guides.length > 0 && log.shown.push('guides')),
      marquee: show('marquee'),
      drop: (place) => void (place && log.shown.push(`drop ${place.parentId}`)),
      ghost: show('ghost'),
      send: (change) => void log.sent.push(change),
      clear: show('clear'),
    },
    canWrite: () => true,
    zoom: () => 1,
    breakpoint: () => breakpoint,
    screenId: () => 'screen',
    node: (id) => views.get(id) ?? null,
    children: (parentId) => nodes.filter((node) => node.parentId === parentId).map((node) => node.id),
    box,
    contentBox: (id) => (id === 'screen' ? { x: 0, y: 0, w: 1200, h: 800 } : box(id)),
    layout: (id) => layoutOf(views.get(id) ?? null, breakpoint),
    canHold: (id) => id === 'screen' || findWidget(views.get(id)?.type ?? '')?.children === 'any',
    selection: () => selection,
    select: (ids) => void (selection = ids),
    inserting: () => inserting,
    stopInserting: () => void (inserting = null),
    defaultSize: () => ({ w: 120, h: 40 }),
    editableText: (id) => (views.get(id)?.type === 'heading' ? { nodeId: id, field: 'text' } : null),
    editText: (target) => void log.shown.push(`text ${target.nodeId}/${target.field}`),
    panBy: (dx, dy) => void ((pan.x += dx), (pan.y += dy)),
  }
  const tools = createTools(world)
  let at: PointerInput = inputAt({ x: 0, y: 0 }, { kind: 'canvas' }, {})

  const driver = {
    log,
    pan,
    world,
    tools,
    selected: () => selection,
    select: (...ids: string[]) => (world.select(ids), driver),
    insert: (type: string) => ((inserting = type), driver),
    /** Presses in the middle of a node. */
    press: (id: string, keys: Keys = {}) => {
      const middle = box(id) ?? { x: 0, y: 0, w: 0, h: 0 }
      return driver.pressAt({ x: middle.x + middle.w / 2, y: middle.y + middle.h / 2 }, keys, { kind: 'node', id })
    },
    pressHandle: (handle: Handle, keys: Keys = {}) => driver.pressAt({ x: 0, y: 0 }, keys, { kind: 'handle', handle }),
    pressAt: (point: Point, keys: Keys = {}, target: Target = { kind: 'canvas' }) => {
      at = inputAt(point, target, keys)
      tools.down(at)
      return driver
    },
    drag: (dx: number, dy: number, keys: Keys = {}) => {
      at = inputAt({ x: at.canvas.x + dx, y: at.canvas.y + dy }, at.target, { ...at, ...keys })
      tools.move(at)
      return driver
    },
    release: () => (tools.up(at), driver),
    escape: () => (tools.cancel(), driver),
    doubleClick: (id: string) => (tools.doubleClick(inputAt({ x: 0, y: 0 }, { kind: 'node', id }, {})), driver),
  }
  return driver
}

function inputAt(point: Point, target: Target, keys: Keys): PointerInput {
  const { shift = false, alt = false, mod = false, space = false, button = 'primary', touch = false } = keys
  return { screen: point, canvas: point, target, shift, alt, mod, space, button, touch }
}

function viewOf({ id, parentId, frame, type = 'stat', styles = {}, locked = false }: TestNode): NodeView {
  return {
    id,
    parentId,
    frame,
    type,
    styles,
    locked,
    name: id,
    index: id,
    trashed: false,
    hidden: false,
    frames: {},
    props: {},
    overrides: {},
    bindings: {},
    events: {},
    texts: {},
  }
}
