/** Red, green and blue in 0–255; null for what is no plain hex colour. */
export function parseHex(colour: unknown): [number, number, number] | null {
  if (typeof colour !== 'string') return null
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour)
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  const parts = short?.slice(1).map((digit) => digit + digit) ?? long?.slice(1)
  if (!parts) return null
  const [r = 0, g = 0, b = 0] = parts.map((part) => Number.parseInt(part, 16))
  return [r, g, b]
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two hex colours as WCAG 2.2 counts it, 1 to 21; null where one is no hex colour. */
export function contrastOf(a: unknown, b: unknown): number | null {
  const [one, two] = [parseHex(a), parseHex(b)]
  if (!one || !two) return null
  const [light, dark] = [luminance(one), luminance(two)].toSorted((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** What text needs against what is behind it. */
export const TEXT_CONTRAST = 4.5

/** The colour, made darker or lighter until it can be read on `behind`. */
export function readableOn(colour: string, behind: string): string {
  const rgb = parseHex(colour)
  if (!rgb || !parseHex(behind) || (contrastOf(colour, behind) ?? 21) >= TEXT_CONTRAST) return colour
  const target = (contrastOf('#ffffff', behind) ?? 1) > (contrastOf('#000000', behind) ?? 1) ? 255 : 0
  for (let step = 1; step <= 20; step++) {
    const mixed = toHex(rgb.map((part) => part + ((target - part) * step) / 20))
    if ((contrastOf(mixed, behind) ?? 0) >= TEXT_CONTRAST) return mixed
  }
  return target === 255 ? '#ffffff' : '#000000'
}

/** `[0, 128, 255]` → `#0080ff`. */
export function toHex(rgb: readonly number[]): string {
  return `#${rgb
    .map((part) =>
      Math.round(Math.min(Math.max(part, 0), 255))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** Hue in degrees, saturation and lightness in 0–1. */
export function fromHsl(hue: number, saturation: number, lightness: number): string {
  const spread = saturation * Math.min(lightness, 1 - lightness)
  const part = (n: number): number => {
    const k = (n + hue / 30) % 12
    return 255 * (lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return toHex([part(0), part(8), part(4)])
}
