import type { Breakpoint, Frame, NodeView } from '../document/views.ts'
import type { Json } from '../json.ts'
import type { LayoutKind } from './definition.ts'
import { isColour, resolveToken } from './theme.ts'

/** CSS as React's `style` wants it: numbers are pixels. */
export type Css = Record<string, string | number>

/** Widths of the canvas per breakpoint. */
export const SCREEN_WIDTH: Readonly<Record<Breakpoint, number>> = { desktop: 1200, phone: 390 }
/** A phone's layout on something wider, so that lines stay readable. */
export const WIDEST_PHONE = 720
/** Space between children, and around them, where a free parent is stacked on a phone. */
export const PHONE_GAP = 16
/** Space below the lowest thing on a screen. */
const AIR = 32

/** How a parent lays its children out; a child needs it for its own CSS. */
export interface ParentLayout {
  kind: LayoutKind
  direction: 'row' | 'column'
}

/** A screen is a free canvas. */
export const SCREEN_LAYOUT: ParentLayout = { kind: 'free', direction: 'column' }

/** Keys every widget understands for its place and size. */
export const SIZE_STYLES = ['width', 'height'] as const
/** Keys of widgets with children. */
export const LAYOUT_STYLES = ['layout', 'direction', 'gap', 'align', 'justify', 'columns', 'padding'] as const
export const BOX_STYLES = ['background', 'borderColour', 'borderWidth', 'radius', 'shadow', 'opacity'] as const
export const TEXT_STYLES = ['colour', 'fontSize', 'fontWeight', 'lineHeight', 'textAlign'] as const

type StyledNode = Pick<NodeView, 'styles' | 'overrides' | 'frame' | 'frames'>

/** The style registers in force at a breakpoint: desktop is the base, other breakpoints override it. */
export function stylesAt(node: StyledNode, breakpoint: Breakpoint): Record<string, Json> {
  const overrides = node.overrides[breakpoint]
  return breakpoint === 'desktop' || !overrides ? node.styles : { ...node.styles, ...overrides }
}

/** The geometry in force at a breakpoint. */
export function frameAt(node: StyledNode, breakpoint: Breakpoint): Frame {
  return breakpoint === 'desktop' ? node.frame : (node.frames[breakpoint] ?? node.frame)
}

/** How `node` lays out its children; null (a screen) is free. */
export function layoutOf(node: StyledNode | null, breakpoint: Breakpoint): ParentLayout {
  if (!node) return SCREEN_LAYOUT
  const styles = stylesAt(node, breakpoint)
  const kind = styles['layout'] === 'stack' || styles['layout'] === 'grid' ? styles['layout'] : 'free'
  return { kind, direction: styles['direction'] === 'row' ? 'row' : 'column' }
}

/** True when a free parent's child flows (stacked full width) instead of being placed: phones, unless a frame overrides it. */
export function isFlowing(node: StyledNode, breakpoint: Breakpoint): boolean {
  return breakpoint === 'phone' && node.frames.phone === undefined
}

/** Children in the order they are drawn: as given, but a stacked free parent goes by sight (y, then x). */
export function visualOrder<T extends StyledNode>(
  children: readonly T[],
  breakpoint: Breakpoint,
  parent: ParentLayout,
): readonly T[] {
  if (parent.kind !== 'free' || breakpoint === 'desktop') return children
  return children.toSorted((a, b) => a.frame.y - b.frame.y || a.frame.x - b.frame.x)
}

/** CSS of a screen's content box: it grows with what is on it, and leaves some air below. */
export function screenCss(children: readonly StyledNode[], breakpoint: Breakpoint): Css {
  if (breakpoint === 'desktop') return { ...freeBox(breakpoint), paddingBottom: AIR }
  return { ...freeBox(breakpoint), padding: PHONE_GAP, minHeight: placedHeight(children, breakpoint) }
}

/** Pixels that a screen needs to show everything where it is placed; on anything narrower it is shown as on a phone. */
export function neededWidth(children: readonly StyledNode[]): number {
  return children.reduce((right, { frame }) => Math.max(right, frame.x + frame.w), 0)
}

/** The lowest edge of the children that have a place of their own on a phone, where they take no room. */
function placedHeight(children: readonly StyledNode[], breakpoint: Breakpoint): number {
  const placed = children.filter((child) => !isFlowing(child, breakpoint)).map((child) => frameAt(child, breakpoint))
  return placed.reduce((bottom, frame) => Math.max(bottom, frame.y + frame.h + AIR), 0)
}

/** Everything a node's one element needs: its place in the parent, its size, its own layout and its look. */
export function toCss(node: StyledNode, breakpoint: Breakpoint, parent: ParentLayout): Css {
  const styles = stylesAt(node, breakpoint)
  return {
    // The place has the last word: a placed box holds placed children just as well as a flowing one.
    ...innerLayoutCss(node, breakpoint, styles),
    ...placeCss(node, breakpoint, parent, styles),
    ...lookCss(styles),
  }
}

function placeCss(node: StyledNode, breakpoint: Breakpoint, parent: ParentLayout, styles: Record<string, Json>): Css {
  const frame = frameAt(node, breakpoint)
  const height: Css =
    styles['height'] === 'hug' || (breakpoint === 'phone' && styles['height'] !== 'fixed' && !node.frames.phone)
      ? {}
      : { height: frame.h }
  if (parent.kind !== 'free') return { ...flowWidth(frame, breakpoint, parent, styles), ...flowHeight(height, styles) }
  if (isFlowing(node, breakpoint)) return { ...phoneWidth(styles, frame), ...height }
  const width: Css = styles['width'] === 'hug' ? { width: 'max-content' } : { width: frame.w }
  if (breakpoint === 'phone') return { position: 'absolute', left: frame.x, top: frame.y, ...width, ...height }
  // All placed children share one cell, so that the parent is as high as what is really in it.
  const cell: Css = { gridArea: '1 / 1', placeSelf: 'start', position: 'relative' }
  return { ...cell, marginLeft: frame.x, marginTop: frame.y, ...width, ...height }
}

/** In a stack or grid a height is only kept where it is asked for. */
function flowHeight(height: Css, styles: Record<string, Json>): Css {
  return styles['height'] === 'fixed' ? height : {}
}

function phoneWidth(styles: Record<string, Json>, frame: Frame): Css {
  if (styles['width'] === 'hug') return { alignSelf: 'flex-start', maxWidth: '100%' }
  return styles['width'] === 'fixed' ? { width: frame.w, maxWidth: '100%' } : { alignSelf: 'stretch' }
}

function flowWidth(frame: Frame, breakpoint: Breakpoint, parent: ParentLayout, styles: Record<string, Json>): Css {
  const inRow = parent.kind === 'stack' && parent.direction === 'row'
  if (styles['width'] === 'hug')
    return inRow
      ? { flex: '0 0 auto', maxWidth: '100%' }
      : { justifySelf: 'start', alignSelf: 'start', maxWidth: '100%' }
  if (styles['width'] === 'fixed') return { width: frame.w, maxWidth: '100%', ...(inRow ? { flexShrink: 0 } : {}) }
  if (!inRow) return { minWidth: 0, ...(parent.kind === 'stack' ? { alignSelf: 'stretch' } : {}) }
  // On a phone, small things share a line and wide ones take one of their own.
  if (breakpoint === 'phone') return { flex: frame.w > 280 ? '1 1 100%' : '1 1 132px', minWidth: 0 }
  return { flex: '1 1 0', minWidth: 0 }
}

const ALIGN: Record<string, string> = { start: 'flex-start', center: 'center', end: 'flex-end', stretch: 'stretch' }
const JUSTIFY: Record<string, string> = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  between: 'space-between',
}

function innerLayoutCss(node: StyledNode, breakpoint: Breakpoint, styles: Record<string, Json>): Css {
  if (styles['layout'] === undefined) return box(styles['padding'], 'padding')
  const layout = layoutOf(node, breakpoint)
  const spacing = { ...box(styles['padding'], 'padding'), ...box(styles['gap'], 'gap') }
  if (layout.kind === 'free')
    return breakpoint === 'desktop' ? freeBox(breakpoint) : { ...freeBox(breakpoint), ...spacing }
  if (layout.kind === 'grid') {
    const wished = Math.min(Math.max(Math.round(Number(styles['columns']) || 2), 1), 12)
    const own = node.overrides.phone?.['columns'] !== undefined
    const columns = breakpoint === 'phone' && !own ? Math.min(wished, 2) : wished
    return {
      display: 'grid',
      gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
      alignItems: pick(ALIGN, styles['align'], 'stretch'),
      ...spacing,
    }
  }
  return {
    display: 'flex',
    flexDirection: layout.direction,
    flexWrap: layout.direction === 'row' && breakpoint === 'phone' ? 'wrap' : 'nowrap',
    alignItems: pick(ALIGN, styles['align'], layout.direction === 'row' ? 'center' : 'stretch'),
    justifyContent: pick(JUSTIFY, styles['justify'], 'flex-start'),
    ...spacing,
  }
}

/** Placed children count from this box's edge; flowing ones (phones) stack in it. */
function freeBox(breakpoint: Breakpoint): Css {
  if (breakpoint === 'desktop')
    return { position: 'relative', display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' }
  return { position: 'relative', display: 'flex', flexDirection: 'column', alignItems: 'stretch', gap: PHONE_GAP }
}

const SHADOWS: Record<string, string> = {
  none: 'none',
  small: '0 1px 2px rgb(16 24 20 / 6%)',
  medium: '0 2px 8px rgb(16 24 20 / 10%)',
  large: '0 12px 32px rgb(16 24 20 / 16%)',
}
const TEXT_ALIGN: Record<string, string> = { left: 'start', start: 'start', center: 'center', right: 'end', end: 'end' }

function lookCss(styles: Record<string, Json>): Css {
  const css: Css = {
    ...colour(styles['background'], 'background'),
    ...colour(styles['colour'], 'color'),
    ...box(styles['radius'], 'borderRadius'),
    ...box(styles['fontSize'], 'fontSize', 200),
    ...number(styles['fontWeight'], 'fontWeight', 100, 900),
    ...number(styles['lineHeight'], 'lineHeight', 0.8, 3),
    ...number(styles['opacity'], 'opacity', 0, 1),
  }
  const width = styles['borderWidth']
  const line = cssColour(styles['borderColour'])
  if (typeof width === 'number' || line) {
    css['border'] =
      `${typeof width === 'number' ? Math.min(Math.max(width, 0), 40) : 1}px solid ${line ?? 'var(--app-colour-line)'}`
  }
  if (styles['shadow'] !== undefined) css['boxShadow'] = pick(SHADOWS, styles['shadow'], 'none')
  if (styles['textAlign'] !== undefined) css['textAlign'] = pick(TEXT_ALIGN, styles['textAlign'], 'start')
  return css
}

function pick(table: Record<string, string>, value: Json | undefined, fallback: string): string {
  return typeof value === 'string' && Object.hasOwn(table, value) ? (table[value] ?? fallback) : fallback
}

function cssColour(value: Json | undefined): string | null {
  return resolveToken(value) ?? (isColour(value) ? value : null)
}

function colour(value: Json | undefined, property: string): Css {
  const css = cssColour(value)
  return css ? { [property]: css } : {}
}

function box(value: Json | undefined, property: string, max = 2000): Css {
  const token = resolveToken(value)
  if (token) return { [property]: token }
  return typeof value === 'number' && Number.isFinite(value) ? { [property]: Math.min(Math.max(value, 0), max) } : {}
}

function number(value: Json | undefined, property: string, min: number, max: number): Css {
  const given = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof given === 'number' && Number.isFinite(given) ? { [property]: Math.min(Math.max(given, min), max) } : {}
}
