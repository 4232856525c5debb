import { hashText } from '../document/chance.ts'
import type { Json } from '../json.ts'
import { fromHsl, readableOn } from './contrast.ts'

export interface ThemeSuggestion {
  /** Tokens of the app's theme. */
  tokens: Record<string, Json>
  why: string[]
}

/** Words for a colour or a mood → hue in degrees. */
const HUES: readonly (readonly [words: RegExp, hue: number])[] = [
  [/\b(red|ruby|cherry|fire|bold|urgent)\b/, 2],
  [/\b(orange|autumn|warm|energetic|pumpkin|terracotta|food|bakery|restaurant)\b/, 22],
  [/\b(yellow|gold|golden|sunny|honey|bees?|summer|luxury)\b/, 42],
  [/\b(lime|spring|fresh)\b/, 88],
  [/\b(green|nature|natural|garden|plants?|forest|farm|eco|organic|sustainable)\b/, 150],
  [/\b(teal|turquoise|sea|ocean|calm|spa|medical|clinic|health|hospital|dental)\b/, 184],
  [/\b(blue|sky|trust|bank|finance|corporate|serious|business|insurance|tech|technical)\b/, 216],
  [/\b(indigo|night|midnight|navy)\b/, 236],
  [/\b(purple|violet|lavender|creative|magic|royal)\b/, 268],
  [/\b(pink|rose|playful|kids|children|romantic|wedding|candy)\b/, 334],
]

const FONTS: readonly (readonly [words: RegExp, font: string])[] = [
  [/\b(playful|kids|children|friendly|soft|round|candy|cute)\b/, 'rounded'],
  [/\b(elegant|classic|luxury|law|legal|wedding|book|library|traditional|newspaper|museum)\b/, 'serif'],
  [/\b(technical|code|developer|terminal|engineering|retro)\b/, 'mono'],
]

/** A whole theme for some words (“calm, dark, for a clinic”); all of its texts can be read on what is behind them. */
export function suggestTheme(words: string): ThemeSuggestion {
  const text = words.toLowerCase()
  const named = HUES.find(([pattern]) => pattern.test(text))
  const hue = named?.[1] ?? hashText(text.trim()) % 360
  const grey = /\b(grey|gray|black|white|neutral|monochrome|minimal|plain)\b/.test(text)
  const dark = /\b(dark|night|midnight|black)\b/.test(text)
  const font = FONTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'inter'
  const radius = /\b(playful|kids|children|soft|round|friendly|candy)\b/.test(text)
    ? 16
    : /\b(serious|bank|legal|law|sharp|technical|corporate|minimal)\b/.test(text)
      ? 4
      : 10
  return {
    tokens: {
      ...coloursOf(hue, grey ? 0.06 : 0.55, dark),
      'font.body': font === 'serif' ? 'inter' : font,
      'font.heading': font,
      'radius.small': Math.round(radius * 0.7),
      'radius.large': radius,
    },
    why: [
      named || grey ? 'The colour follows your words.' : 'No colour was named; the same words always give this one.',
      dark ? 'Dark surfaces, as asked.' : 'Light surfaces; say “dark” for dark ones.',
      'Every text has a contrast of at least 4.5 to 1 with what is behind it.',
    ],
  }
}

function coloursOf(hue: number, saturation: number, dark: boolean): Record<string, string> {
  const tint = (lightness: number, share = 0.3): string => fromHsl(hue, saturation * share, lightness)
  const [background, surface, soft] = dark
    ? [tint(0.09), tint(0.13), tint(0.22, 0.6)]
    : [tint(0.97), '#ffffff', tint(0.93, 0.6)]
  const primary = readableOn(fromHsl(hue, saturation, dark ? 0.62 : 0.36), surface)
  return {
    'colour.primary': primary,
    'colour.onPrimary': readableOn(dark ? '#101010' : '#ffffff', primary),
    'colour.soft': soft,
    'colour.background': background,
    'colour.surface': surface,
    'colour.text': readableOn(tint(dark ? 0.94 : 0.12), background),
    'colour.muted': readableOn(tint(dark ? 0.72 : 0.38), dark ? surface : background),
    'colour.line': tint(dark ? 0.25 : 0.88),
    'colour.control': tint(dark ? 0.58 : 0.5, 0.2),
    'colour.danger': readableOn('#b3261e', surface),
    'colour.success': readableOn('#1b6e3f', surface),
  }
}
