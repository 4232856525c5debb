import type { NodeView } from '@axiom/shared/document/views'
import { useLayoutEffect, useState, type CSSProperties } from 'react'

import { useEditorState } from '../../session/editorState.ts'

const COPIED = [
  'fontFamily',
  'fontSize',
  'fontWeight',
  'fontStyle',
  'lineHeight',
  'letterSpacing',
  'textAlign',
  'textTransform',
  'color',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
] as const

/** The element that shows the text: marked by the widget, else the innermost one with exactly these words. */
function elementOf(node: NodeView, mark: string, text: string | null): HTMLElement | null {
  const host = document.querySelector<HTMLElement>(`.ax-board [data-node-id="${CSS.escape(node.id)}"]`)
  if (!host) return null
  const marked = host.matches(`[data-text="${mark}"]`) ? host : host.querySelector<HTMLElement>(`[data-text="${mark}"]`)
  if (marked || text === null || text === '') return marked ?? host
  const all = [...host.querySelectorAll<HTMLElement>('*')]
  return all.findLast((element) => element.textContent === text) ?? host
}

/** Where and how the text is drawn, so that typing happens in its very place; the drawn one is hidden meanwhile. */
export function useTextPlace(node: NodeView, mark: string, text: string | null): CSSProperties | null {
  const zoom = useEditorState((state) => state.zoom)
  const pan = useEditorState((state) => state.pan)
  const [style, setStyle] = useState<CSSProperties | null>(null)
  useLayoutEffect(() => {
    const element = elementOf(node, mark, text)
    const canvas = element?.closest('.ax-canvas')
    if (!element || !canvas) return
    const rect = element.getBoundingClientRect()
    const origin = canvas.getBoundingClientRect()
    const computed = getComputedStyle(element)
    // oxlint-disable-next-line react/set-state-in-effect -- only the drawn text knows its place, and only after drawing
    setStyle({
      ...Object.fromEntries(COPIED.map((key) => [key, computed[key]])),
      transform: `translate(${rect.left - origin.left}px, ${rect.top - origin.top}px) scale(${zoom})`,
      width: Math.max(rect.width / zoom, 24),
      minHeight: rect.height / zoom,
    })
  }, [node, mark, text, zoom, pan])
  useLayoutEffect(() => {
    const element = elementOf(node, mark, text)
    if (!element) return
    const before = element.style.getPropertyValue('-webkit-text-fill-color')
    // Only the letters vanish: a button keeps its ground.
    element.style.setProperty('-webkit-text-fill-color', 'transparent')
    return () => element.style.setProperty('-webkit-text-fill-color', before)
  })
  return style
}
