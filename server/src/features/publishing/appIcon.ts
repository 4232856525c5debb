import type { CompiledApp } from '@axiom/shared/model/app'
import { themeColour } from '@axiom/shared/widgets/theme'

import { GLYPHS, TILES } from './glyphs.ts'

type Looks = Pick<CompiledApp, 'name' | 'theme'>

/** `any`: with corners of its own; `maskable`: to the edges, since the device cuts its own form. */
export interface IconShape {
  size: number
  purpose: 'any' | 'maskable'
}

const KEPT = 100

const drawn = new Map<string, Promise<Buffer>>()

/** The first letter of the app in its theme's colours, as PNG. */
export function drawIcon(app: Looks, { size, purpose }: IconShape): Promise<Buffer> {
  const svg = iconSvg(app, purpose)
  const key = `${size} ${svg}`
  const known = drawn.get(key)
  if (known) return known
  const png = toPng(svg, size)
  drawn.set(key, png)
  png.catch(() => drawn.delete(key))
  if (drawn.size > KEPT) drawn.delete(drawn.keys().next().value ?? '')
  return png
}

async function toPng(svg: string, size: number): Promise<Buffer> {
  // Large, and most servers never draw an icon.
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(svg), { density: (72 * size) / 64 })
    .resize(size, size)
    .png()
    .toBuffer()
}

/** What must be seen of a maskable icon lies within the middle four fifths. */
function iconSvg(app: Looks, purpose: IconShape['purpose']): string {
  const [letter = ''] = app.name.normalize('NFKD').trim().toUpperCase()
  const scale = purpose === 'maskable' ? 4.2 : 5.2
  const place = `translate(${32 - 2 * scale} ${32 - 3 * scale}) scale(${scale})`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
<rect width="64" height="64" rx="${purpose === 'maskable' ? 0 : 14}" fill="${themeColour(app.theme, 'primary')}"/>
<path transform="${place}" d="${GLYPHS[letter] ?? TILES}" fill="none" stroke="${themeColour(app.theme, 'onPrimary')}"
 stroke-width="0.95" stroke-linecap="round" stroke-linejoin="round"/></svg>`
}
