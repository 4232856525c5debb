import type { Json } from '../json.ts'

export type TokenKind = 'colour' | 'font' | 'length'

/** One design token of the user's app; it has nothing to do with the editor's own theme. */
export interface ThemeToken {
  token: string
  label: string
  kind: TokenKind
  default: string | number
}

const colour = (name: string, label: string, value: string): ThemeToken => ({
  token: `colour.${name}`,
  label,
  kind: 'colour',
  default: value,
})
const length = (token: string, label: string, value: number): ThemeToken => ({
  token,
  label,
  kind: 'length',
  default: value,
})

/** Every token, in the inspector's order, with the value an app has before anybody changes it. */
export const THEME_TOKENS: readonly ThemeToken[] = [
  colour('primary', 'Primary', '#1e5a45'),
  colour('onPrimary', 'On primary', '#ffffff'),
  colour('soft', 'Primary, soft', '#e6efea'),
  colour('background', 'Background', '#f6f8f6'),
  colour('surface', 'Surface', '#ffffff'),
  colour('text', 'Text', '#1a2420'),
  colour('muted', 'Text, muted', '#56635c'),
  colour('line', 'Line', '#dfe5e1'),
  colour('control', 'Field outline', '#7b8a82'),
  colour('danger', 'Danger', '#b3261e'),
  colour('success', 'Success', '#1b6e3f'),
  { token: 'font.body', label: 'Text font', kind: 'font', default: 'inter' },
  { token: 'font.heading', label: 'Heading font', kind: 'font', default: 'inter' },
  length('size.text', 'Text size', 15),
  length('radius.small', 'Radius, fields', 8),
  length('radius.large', 'Radius, cards', 12),
  length('space.small', 'Space, small', 8),
  length('space.medium', 'Space, medium', 16),
  length('space.large', 'Space, large', 24),
]

/** Fonts that need no download: what an app may choose by name. */
export const FONT_STACKS: Readonly<Record<string, string>> = {
  inter: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  system: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  serif: "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif",
  rounded: "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Nunito, system-ui, sans-serif",
  mono: "ui-monospace, 'Cascadia Code', 'Source Code Pro', Menlo, Consolas, monospace",
}

const TOKENS = new Map(THEME_TOKENS.map((token) => [token.token, token]))
const COLOUR = /^(#[0-9a-f]{3,8}|(rgb|rgba|hsl|hsla|oklch)\([0-9.,%/ a-z-]{1,60}\)|[a-z]{3,24})$/i

/** True for a colour that is safe to hand to CSS (never a url, never a nested function). */
export function isColour(value: unknown): value is string {
  return typeof value === 'string' && COLOUR.test(value)
}

/** `colour.primary` → `--app-colour-primary`. */
export function tokenVariable(token: string): string {
  return `--app-${token.replaceAll('.', '-')}`
}

/** A style value `$colour.primary` → `var(--app-colour-primary)`; null when it names no token. */
export function resolveToken(value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('$')) return null
  const token = value.slice(1)
  return TOKENS.has(token) ? `var(${tokenVariable(token)})` : null
}

/** Only own names: a theme may say `constructor`. */
function stackOf(name: Json | undefined): string | undefined {
  return typeof name === 'string' && Object.hasOwn(FONT_STACKS, name) ? FONT_STACKS[name] : undefined
}

/** The value of one token as CSS; a missing or invalid one falls back to the default. */
export function tokenCss(token: ThemeToken, value: Json | undefined): string {
  switch (token.kind) {
    case 'colour':
      return isColour(value) ? value : String(token.default)
    case 'length':
      return `${typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, 0), 400) : token.default}px`
    case 'font':
      return stackOf(value) ?? stackOf(token.default) ?? 'sans-serif'
  }
}

/** Those colours that pictures and manifests understand too. */
const PLAIN_COLOUR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i

/** A colour of a theme as `#rrggbb` or `#rgb`; for any other kind the one that apps begin with. */
export function themeColour(theme: Record<string, Json>, name: 'primary' | 'onPrimary' | 'background'): string {
  const token = `colour.${name}`
  const value = theme[token]
  return typeof value === 'string' && PLAIN_COLOUR.test(value) ? value : String(TOKENS.get(token)?.default)
}

/** The whole theme as CSS variables `--app-*`, to be set on the app's root element. */
export function themeToCss(theme: Record<string, Json>): Record<string, string> {
  return Object.fromEntries(
    THEME_TOKENS.map((token) => [tokenVariable(token.token), tokenCss(token, theme[token.token])]),
  )
}
