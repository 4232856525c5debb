import { z } from 'zod'

import { FONT_STACKS } from '../widgets/theme.ts'
import { contrastOf, readableOn, TEXT_CONTRAST } from './contrast.ts'
import type { ThemeSuggestion } from './suggestTheme.ts'

const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour as #1e5a45')
const Font = z.enum(Object.keys(FONT_STACKS))

/** A look as a language model proposes it: only what it can judge; the rest follows. */
export const ThemePlan = z.strictObject({
  colours: z.strictObject({
    primary: Colour,
    soft: Colour,
    background: Colour,
    surface: Colour,
    text: Colour,
    muted: Colour,
    line: Colour,
  }),
  font: z.strictObject({ heading: Font, body: Font }),
  radius: z.int().min(0).max(24),
  /** Why it looks like this, a sentence each. */
  why: z.array(z.string().trim().min(1).max(400)).min(1).max(6),
})
export type ThemePlan = z.infer<typeof ThemePlan>
type Colours = ThemePlan['colours']

/** The tokens of a look, its colours mended until every text can be read (WCAG AA) on whatever is behind it. */
export function themeOfPlan({ colours, font, radius, why }: ThemePlan): ThemeSuggestion {
  const mended = readable(colours)
  const isMended = Object.entries(colours).some(([name, colour]) => mended[name as keyof Colours] !== colour)
  return {
    tokens: {
      ...Object.fromEntries(Object.entries(mended).map(([name, colour]) => [`colour.${name}`, colour])),
      'colour.onPrimary': readableOn('#ffffff', mended.primary),
      'colour.control': mended.muted,
      'colour.danger': readableOn('#b3261e', mended.surface),
      'colour.success': readableOn('#1b6e3f', mended.surface),
      'font.body': font.body,
      'font.heading': font.heading,
      'radius.small': Math.round(radius * 0.7),
      'radius.large': radius,
    },
    why: isMended ? [...why, 'Colours that would have been hard to read were changed a little.'] : why,
  }
}

const canRead = (colour: string, behind: string): boolean => (contrastOf(colour, behind) ?? 0) >= TEXT_CONTRAST

function readable(colours: Colours): Colours {
  const { background, line } = colours
  const onBackground = readableOn(colours.text, background)
  const onBoth = readableOn(onBackground, colours.surface)
  // No text can be read on two grounds of which one is too light and the other too dark for it.
  const surface = canRead(onBoth, background) ? colours.surface : background
  const text = surface === background ? onBackground : onBoth
  const faint = readableOn(readableOn(colours.muted, background), surface)
  const muted = canRead(faint, background) ? faint : text
  const primary = readableOn(colours.primary, surface)
  const soft = canRead(text, colours.soft) && canRead(primary, colours.soft) ? colours.soft : surface
  return { primary, soft, background, surface, text, muted, line }
}
