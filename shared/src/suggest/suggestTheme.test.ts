import { expect, it } from 'vitest'

import { THEME_TOKENS, tokenCss } from '../widgets/theme.ts'
import { contrastOf, TEXT_CONTRAST } from './contrast.ts'
import { suggestTheme } from './suggestTheme.ts'
import { TEXT_PAIRS } from './test/textPairs.ts'

const WORDS = [
  'calm and medical',
  'dark, technical',
  'playful for kids',
  'luxury gold',
  'a serious bank',
  'lime',
  'minimal grey',
  'zzz',
  '',
  'yellow',
  'night black',
]

it.each(WORDS)('%s: every token is valid and every text can be read', (words) => {
  const { tokens } = suggestTheme(words)
  for (const [name, value] of Object.entries(tokens)) {
    const token = THEME_TOKENS.find((one) => one.token === name)
    expect(token, name).toBeDefined()
    if (token?.kind === 'colour') expect(tokenCss(token, value)).toBe(value)
  }
  for (const [text, behind] of TEXT_PAIRS)
    expect(
      contrastOf(tokens[`colour.${text}`], tokens[`colour.${behind}`]),
      `${text} on ${behind}`,
    ).toBeGreaterThanOrEqual(TEXT_CONTRAST)
})

it('counts contrast as WCAG does', () => {
  expect(contrastOf('#000', '#ffffff')).toBe(21)
  expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(contrastOf('red', '#fff')).toBeNull()
})
