import { getCanvas } from '../session/canvasHandle.ts'

/** Asks the browser for its clipboard event: works without permission and on plain HTTP; `useClipboard` answers it. */
export function requestClipboard(command: 'copy' | 'cut'): void {
  getCanvas()?.focus()
  document.execCommand(command)
}

/** Clipboard events belong to the canvas unless somebody types or has marked text elsewhere. */
export function isCanvasClipboard(): boolean {
  const active = document.activeElement
  if (active instanceof HTMLElement && (active.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName)))
    return false
  const marked = document.getSelection()
  return marked === null || marked.isCollapsed
}
