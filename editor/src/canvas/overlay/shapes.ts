import type { Frame } from '@axiom/shared/document/views'

/** An absolutely placed element of the overlay, in CSS pixels from the canvas' corner. */
export function shape(className: string, text?: string): HTMLDivElement {
  const element = document.createElement('div')
  element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

export function place(element: HTMLElement, { x, y, w, h }: Frame): void {
  const { style } = element
  style.transform = `translate(${x}px, ${y}px)`
  style.width = `${w}px`
  style.height = `${h}px`
}

/** Keeps as many elements as there are items: overlays change every frame, so nothing is made anew. */
export function createPool(layer: HTMLElement, className: string): (count: number) => readonly HTMLElement[] {
  const elements: HTMLElement[] = []
  return (count) => {
    while (elements.length < count) {
      const element = shape(className)
      elements.push(element)
      layer.append(element)
    }
    elements.forEach((element, i) => (element.hidden = i >= count))
    return elements.slice(0, count)
  }
}

/** Canvas units → pixels of the overlay. */
export function onScreen(frame: Frame, { zoom, pan }: { zoom: number; pan: { x: number; y: number } }): Frame {
  return { x: frame.x * zoom + pan.x, y: frame.y * zoom + pan.y, w: frame.w * zoom, h: frame.h * zoom }
}
