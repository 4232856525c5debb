import { expect, it } from 'vitest'

import { THEME_TOKENS } from '../widgets/theme.ts'
import { contrastOf, TEXT_CONTRAST, toHex } from './contrast.ts'
import { TEXT_PAIRS } from './test/textPairs.ts'
import { ThemePlan, themeOfPlan } from './themePlan.ts'

const LOOK: ThemePlan = {
  colours: {
    primary: '#8a3b12',
    soft: '#f6e3d7',
    background: '#fdf8f4',
    surface: '#ffffff',
    text: '#2b1a10',
    muted: '#6b5546',
    line: '#ead9cd',
  },
  font: { heading: 'serif', body: 'inter' },
  radius: 10,
  why: ['Bread is brown.'],
}

it('keeps a look that can be read, as tokens that there are', () => {
  const { tokens, why } = themeOfPlan(ThemePlan.parse(LOOK))
  expect(tokens).toMatchObject({
    'colour.primary': '#8a3b12',
    'colour.soft': '#f6e3d7',
    'font.heading': 'serif',
    'radius.large': 10,
  })
  const known = new Set(THEME_TOKENS.map(({ token }) => token))
  expect(Object.keys(tokens).filter((token) => !known.has(token))).toEqual([])
  expect(why).toEqual(LOOK.why)
})

it('mends whatever colours it is given until every text can be read', () => {
  let seed = 20_261_121
  const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const colour = (): string => toHex([chance() * 255, chance() * 255, chance() * 255])
  for (let round = 0; round < 500; round++) {
    const colours = Object.fromEntries(Object.keys(LOOK.colours).map((name) => [name, colour()]))
    const { tokens } = themeOfPlan(ThemePlan.parse({ ...LOOK, colours }))
    for (const [text, behind] of [...TEXT_PAIRS, ['text', 'soft'], ['primary', 'soft']] as const)
      expect(
        contrastOf(tokens[`colour.${text}`], tokens[`colour.${behind}`]),
        `${text} on ${behind} of ${JSON.stringify(colours)}`,
      ).toBeGreaterThanOrEqual(TEXT_CONTRAST)
  }
})

it.each([
  ['a colour that is a function', { colours: { ...LOOK.colours, text: 'url(https://x.test)' } }],
  ['a font from elsewhere', { font: { heading: 'Comic Sans', body: 'inter' } }],
  ['a token of its own', { colours: { ...LOOK.colours, script: '#000000' } }],
  ['more than a look', { rules: { list: 'public' } }],
])('refuses %s', (_, more) => {
  expect(ThemePlan.safeParse({ ...LOOK, ...more }).success).toBe(false)
})
