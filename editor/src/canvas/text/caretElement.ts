/** Somebody's caret in a rich text; name and colour are the server's stamp. */
export function caretElement(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'ax-caret'
  caret.style.setProperty('--p', inkOf(user['colour']))
  const label = document.createElement('span')
  label.className = 'ax-caret-name'
  label.textContent = typeof user['name'] === 'string' ? user['name'] : ''
  caret.append(label)
  return caret
}

/** What somebody has marked, as attributes of a decoration. */
export function selectionAttributes(user: Record<string, unknown>): { class: string; style: string } {
  return { class: 'ax-peer-text', style: `--p: ${inkOf(user['colour'])}` }
}

/** The presence colour as the style variable that carets and marks are drawn with. */
export function presenceInk(colour: number): Record<'--p', string> {
  return { '--p': inkOf(colour) }
}

const inkOf = (colour: unknown): string => `var(--ax-presence-${typeof colour === 'number' ? colour : 1})`
