import { describe, expect, it } from 'vitest'

import type { Frame } from '../document/views.ts'
import type { Json } from '../json.ts'
import { layoutOf, neededWidth, SCREEN_LAYOUT, screenCss, toCss, visualOrder } from './styles.ts'
import { themeToCss, THEME_TOKENS } from './theme.ts'

interface Given {
  styles?: Record<string, Json>
  frame?: Frame
  phone?: Frame
  phoneStyles?: Record<string, Json>
}

function node({ styles = {}, frame = { x: 10, y: 20, w: 300, h: 80 }, phone, phoneStyles }: Given = {}) {
  return { styles, frame, frames: phone ? { phone } : {}, overrides: phoneStyles ? { phone: phoneStyles } : {} }
}

describe('toCss', () => {
  it('places a child of a free parent by its frame, in one cell that grows with what is in it', () => {
    const cell = { gridArea: '1 / 1', placeSelf: 'start', position: 'relative', marginLeft: 10, marginTop: 20 }
    expect(toCss(node(), 'desktop', SCREEN_LAYOUT)).toEqual({ ...cell, width: 300, height: 80 })
    const hugging = toCss(node({ styles: { height: 'hug' } }), 'desktop', SCREEN_LAYOUT)
    expect(hugging).toEqual({ ...cell, width: 300 })
    const free = toCss(
      node({ styles: { layout: 'free', height: 'hug', padding: 16, gap: 8 } }),
      'desktop',
      SCREEN_LAYOUT,
    )
    expect(free).toMatchObject({ display: 'grid' })
    // Places count from the edge, as they do on the canvas.
    expect(free).not.toHaveProperty('padding')
    expect(screenCss([node()], 'desktop')).toMatchObject({ display: 'grid', paddingBottom: 32 })
  })

  it('needs the width up to the right edge of what is placed', () => {
    expect(neededWidth([node(), node({ frame: { x: 500, y: 0, w: 200, h: 10 } })])).toBe(700)
    expect(neededWidth([])).toBe(0)
  })

  it('stacks it full width on a phone, unless a frame override says where', () => {
    expect(toCss(node(), 'phone', SCREEN_LAYOUT)).toEqual({ alignSelf: 'stretch' })
    const placed = toCss(node({ phone: { x: 1, y: 2, w: 3, h: 4 } }), 'phone', SCREEN_LAYOUT)
    expect(placed).toEqual({ position: 'absolute', left: 1, top: 2, width: 3, height: 4 })
  })

  it('lays out a stack and a grid by flow, and breakpoint overrides win', () => {
    const stack = node({
      styles: { layout: 'stack', direction: 'row', gap: 12, padding: '$space.large' },
      phoneStyles: { direction: 'column' },
    })
    expect(layoutOf(stack, 'phone')).toEqual({ kind: 'stack', direction: 'column' })
    expect(toCss(stack, 'desktop', SCREEN_LAYOUT)).toMatchObject({
      display: 'flex',
      flexDirection: 'row',
      gap: 12,
      padding: 'var(--app-space-large)',
    })
    expect(toCss(node(), 'desktop', { kind: 'stack', direction: 'row' })).toEqual({ flex: '1 1 0', minWidth: 0 })
    const grid = node({ styles: { layout: 'grid', columns: 4 } })
    expect(toCss(grid, 'desktop', SCREEN_LAYOUT)['gridTemplateColumns']).toBe('repeat(4, minmax(0, 1fr))')
    expect(toCss(grid, 'phone', SCREEN_LAYOUT)['gridTemplateColumns']).toBe('repeat(2, minmax(0, 1fr))')
  })

  it('never lets a value smuggle CSS in', () => {
    const evil = node({
      styles: {
        background: 'url(https://evil.example/x)',
        colour: 'red;position:fixed',
        fontSize: '1px',
        radius: Number.NaN,
        shadow: 'constructor',
      },
    })
    expect(toCss(evil, 'phone', SCREEN_LAYOUT)).toEqual({ alignSelf: 'stretch', boxShadow: 'none' })
  })

  it('orders stacked children by sight and leaves room for placed ones', () => {
    const low = node({ frame: { x: 0, y: 100, w: 10, h: 10 } })
    const placed = node({ phone: { x: 0, y: 100, w: 10, h: 10 } })
    const right = node({ frame: { x: 50, y: 0, w: 10, h: 10 } })
    const left = node({ frame: { x: 0, y: 0, w: 10, h: 10 } })
    expect(visualOrder([low, right, left], 'phone', SCREEN_LAYOUT)).toEqual([left, right, low])
    expect(visualOrder([low, right, left], 'desktop', SCREEN_LAYOUT)).toEqual([low, right, left])
    expect(screenCss([low, right], 'phone')['minHeight']).toBe(0)
    expect(screenCss([placed, right], 'phone')['minHeight']).toBe(142)
  })
})

describe('themeToCss', () => {
  it('has every token, with defaults for what is missing or unsafe', () => {
    const css = themeToCss({
      'colour.primary': '#123456',
      'colour.text': 'url(x)',
      'radius.small': 4,
      'font.body': 'serif',
    })
    expect(Object.keys(css)).toHaveLength(THEME_TOKENS.length)
    expect(css).toMatchObject({
      '--app-colour-primary': '#123456',
      '--app-colour-text': '#1a2420',
      '--app-radius-small': '4px',
    })
    expect(css['--app-font-body']).toContain('serif')
    expect(themeToCss({ 'font.body': 'constructor' })['--app-font-body']).toContain('Inter')
  })
})
