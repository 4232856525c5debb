import type { Action } from './action.ts'

export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

interface Chord {
  key: string
  mod: boolean
  shift: boolean
  alt: boolean
}

function parse(shortcut: string): Chord {
  const parts = shortcut.split('+').map((part) => (part === '' ? '+' : part))
  const key = parts.at(-1) ?? ''
  return { key, mod: parts.includes('mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt') }
}

/** Letters and digits go by the physical key where a modifier changes the character (alt on a Mac, shift+1). */
function keyMatches(press: KeyPress, { key, shift, alt }: Chord): boolean {
  if (press.key.toLowerCase() === key.toLowerCase()) return true
  if (!shift && !alt) return false
  return press.code === `Key${key.toUpperCase()}` || press.code === `Digit${key}`
}

export function matches(press: KeyPress, shortcut: string): boolean {
  const chord = parse(shortcut)
  const mod = isMac() ? press.metaKey : press.ctrlKey
  // A sign like `?` brings its own shift.
  const isSign = chord.key.length === 1 && !/[a-z0-9]/i.test(chord.key)
  const shiftFits = press.shiftKey === chord.shift || (isSign && !chord.shift)
  return mod === chord.mod && press.altKey === chord.alt && shiftFits && keyMatches(press, chord)
}

/** The clipboard's keys are the browser's: its events do the work. */
const BROWSERS = new Set(['copy', 'cut', 'paste'])

export function findByKey(actions: readonly Action[], press: KeyPress): Action | undefined {
  return actions.find(
    (action) =>
      !BROWSERS.has(action.id) &&
      [action.shortcut, ...(action.also ?? [])].some((keys) => keys !== null && matches(press, keys)),
  )
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
}

/** As it is written in menus: "Ctrl Shift Z", on a Mac "⌘ ⇧ Z". */
export function showShortcut(shortcut: string): string {
  const mac: Record<string, string> = { mod: '⌘', Shift: '⇧', Alt: '⌥' }
  const other: Record<string, string> = { mod: 'Ctrl' }
  const words = isMac() ? mac : other
  return shortcut
    .split('+')
    .map((part) => words[part] ?? NAMES[part] ?? (part === '' ? '+' : part))
    .join(' ')
}
